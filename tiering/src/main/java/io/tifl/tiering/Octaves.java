package io.tifl.tiering;

/**
 * Buckets of positive numbers, {@code 2^bits} of equal width to each power of two: bucket 0 begins at 0, the last has no end.
 *
 * @param lowest exponent of the first power of two
 * @param octaves how many powers of two, at least 1
 * @param bits 0 to 12
 */
record Octaves(int lowest, int octaves, int bits) {
    private static final int MANTISSA_BITS = 52;

    int count() {
        return octaves << bits;
    }

    /** The bucket of a number; 0 for all that are none, or too small. */
    int of(double number) {
        int exponent = Math.getExponent(number) - lowest;
        if (!(number > 0) || exponent < 0) {
            return 0;
        }
        int fraction = (int) (Double.doubleToRawLongBits(number) >>> (MANTISSA_BITS - bits)) & ((1 << bits) - 1);
        return exponent < octaves ? (exponent << bits) | fraction : count() - 1;
    }

    /** Least number of a bucket. */
    double lower(int bucket) {
        return bucket == 0 ? 0 : edge(bucket);
    }

    /** What all numbers of a bucket lie below. */
    double upper(int bucket) {
        return bucket == count() - 1 ? Double.POSITIVE_INFINITY : edge(bucket + 1);
    }

    /** The number as a float, or the nearest one between the first power of two and the last edge; 0 for all that are too small. */
    float clamped(double number) {
        if (!(number >= Math.scalb(1.0, lowest))) {
            return 0;
        }
        return (float) Math.min(number, edge(count() - 1));
    }

    private double edge(int bucket) {
        return Math.scalb(1 + (double) (bucket & ((1 << bits) - 1)) / (1 << bits), lowest + (bucket >>> bits));
    }
}
