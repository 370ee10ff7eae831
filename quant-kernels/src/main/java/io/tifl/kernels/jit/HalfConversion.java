package io.tifl.kernels.jit;

/** The conversions between 32-bit floats and floats of 16 bits. */
public enum HalfConversion {
    TO_FLOAT16(Float.BYTES, Short.BYTES),
    FROM_FLOAT16(Short.BYTES, Float.BYTES),
    TO_BFLOAT16(Float.BYTES, Short.BYTES),
    FROM_BFLOAT16(Short.BYTES, Float.BYTES);

    private final int fromBytes;
    private final int toBytes;

    HalfConversion(int fromBytes, int toBytes) {
        this.fromBytes = fromBytes;
        this.toBytes = toBytes;
    }

    /** Bytes of a value before. */
    public int fromBytes() {
        return fromBytes;
    }

    /** Bytes of a value after. */
    public int toBytes() {
        return toBytes;
    }
}
