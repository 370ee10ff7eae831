package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

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
    /** Elements that the fastest cache holds. */
    private static final int CACHED = 4096;

    /** From here on the norm costs more than a copy. */
    private static final int LONG = 4 * CACHED;

    private static final int INFINITY_BITS = 0x7f800000;

    /**
     * The extent of {@code values}.
     *
     * @param values floats in native byte order, a multiple of 4 bytes, at most 2^31 - 1 floats; heap or native, of any
     *     alignment
     */
    public static Extent of(MemorySegment values) {
        requireFloats(values);
        double[] partial = new double[Kernels.PARTIAL_SUMS];
        int bits = Backend.KERNELS.extent(values, partial);
        return bits > INFINITY_BITS
                ? new Extent(Float.NaN, Double.NaN)
                : new Extent(Float.intBitsToFloat(bits), Kernels.total(partial, 0));
    }

    /**
     * The {@code maxMagnitude} of {@code values} alone, which takes hardly longer than reading them.
     *
     * @param values as for {@link #of}
     */
    public static float maxMagnitude(MemorySegment values) {
        requireFloats(values);
        int size = (int) (values.byteSize() / Float.BYTES);
        if (size < LONG) {
            return of(values).maxMagnitude();
        }
        int[] some = new int[CACHED];
        int bits = 0;
        for (int from = 0; from < size; from += CACHED) {
            int count = Math.min(CACHED, size - from);
            MemorySegment.copy(values, JAVA_INT_UNALIGNED, (long) Float.BYTES * from, some, 0, count);
            bits = Math.max(bits, largest(some, count));
        }
        return bits > INFINITY_BITS ? Float.NaN : Float.intBitsToFloat(bits);
    }

    /** The largest bits without a sign: they order magnitudes as numbers, with NaN above infinity. */
    private static int largest(int[] bits, int count) {
        int largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, bits[i] & Integer.MAX_VALUE);
        }
        return largest;
    }

    private static void requireFloats(MemorySegment values) {
        if (values.byteSize() % Float.BYTES != 0 || values.byteSize() / Float.BYTES > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "expected whole floats, at most 2^31 - 1 of them, got " + values.byteSize() + " bytes");
        }
    }

    /** Whether every value is finite. */
    public boolean finite() {
        return Float.isFinite(maxMagnitude);
    }
}
