package io.tifl.kernels;

import java.lang.foreign.MemorySegment;

/**
 * How far a vector of floats reaches, found in one pass.
 *
 * @param maxMagnitude largest absolute value; infinite or NaN if any value is (NaN wins), 0 for an empty vector
 * @param squaredNorm sum of the squares in double precision; infinite or NaN like {@code maxMagnitude}. Eight partial
 *     sums, of the elements of equal index modulo 8, are added in one fixed order: the same bits on every machine, off
 *     by at most {@code size / 8 + 3} roundings
 */
public record Extent(float maxMagnitude, double squaredNorm) {
    private static final int INFINITY_BITS = 0x7f800000;

    /**
     * The extent of {@code values}.
     *
     * @param values floats in native byte order, a multiple of 4 bytes, at most 2^31 - 1 floats; heap or native, of any
     *     alignment
     */
    public static Extent of(MemorySegment values) {
        if (values.byteSize() % Float.BYTES != 0 || values.byteSize() / Float.BYTES > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "expected whole floats, at most 2^31 - 1 of them, got " + values.byteSize() + " bytes");
        }
        double[] partial = new double[Kernels.PARTIAL_SUMS];
        int bits = Backend.KERNELS.extent(values, partial);
        return bits > INFINITY_BITS
                ? new Extent(Float.NaN, Double.NaN)
                : new Extent(Float.intBitsToFloat(bits), Kernels.total(partial, 0));
    }

    /** Whether every value is finite. */
    public boolean finite() {
        return Float.isFinite(maxMagnitude);
    }
}
