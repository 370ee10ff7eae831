package io.tifl.kernels.jit;

/** What a tile's sums become before they are stored. */
public enum GemmOutput {
    /** The sums themselves. */
    INT32(4, false),
    /** Bytes, by scale and zero point per column. */
    UINT8(1, false),
    /** Bytes, where the weights have zero points, so that the sum of an input row counts. */
    UINT8_ROW_SUMS(1, true),
    /** Floats, by scale and bias per column. */
    FLOAT32(4, false),
    /** Floats, where the weights have zero points. */
    FLOAT32_ROW_SUMS(4, true);

    private final int bytes;
    private final boolean rowSums;

    GemmOutput(int bytes, boolean rowSums) {
        this.bytes = bytes;
        this.rowSums = rowSums;
    }

    /** The size of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether the sums of the input's rows are needed. */
    public boolean rowSums() {
        return rowSums;
    }
}
