package io.tifl.aggregation;

/**
 * How real weights become whole ones for an exact sum: multiples of {@code 2^-exponent}.
 *
 * @param limits of the sum that takes them
 */
record ScaledWeights(int exponent, UpdateLimits limits) {
    private static final int BITS = 62;
    private static final int MOST = 40;

    /** For weights up to {@code maxWeight}, as fine as all of them together leave room for. */
    static ScaledWeights of(double maxWeight, UpdateLimits limits) {
        int room = BITS - bits(maxWeight) - bits(limits.maxUpdates());
        int exponent = Math.min(MOST, room);
        if (exponent < 1) {
            throw new IllegalArgumentException(
                    limits.maxUpdates() + " weights of up to " + maxWeight + " leave no room for fractions");
        }
        long largest = (long) Math.ceil(Math.scalb(maxWeight, exponent));
        return new ScaledWeights(exponent, new UpdateLimits(limits.maxMagnitude(), largest, limits.maxUpdates()));
    }

    private static int bits(double value) {
        return Math.max(0, Math.getExponent(value) + 1);
    }

    /** The nearest whole weight, at least 1, at most the largest of the sum. */
    long whole(double weight) {
        return Math.clamp(Math.round(Math.scalb(weight, exponent)), 1, limits.maxWeight());
    }
}
