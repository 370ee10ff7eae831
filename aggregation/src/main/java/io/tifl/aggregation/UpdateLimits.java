package io.tifl.aggregation;

/**
 * The bounds within which one round's updates are accepted; they also fix the grid of the exact sum, so every shard of a
 * sum uses the same ones.
 *
 * @param maxMagnitude the largest absolute value of one parameter's change, greater than 0
 * @param maxWeight the largest weight of one update, at least 1
 * @param maxUpdates the most updates one round can count, at least 1; the total weight, at most
 *     {@code maxWeight * maxUpdates}, must fit a long
 */
public record UpdateLimits(double maxMagnitude, long maxWeight, int maxUpdates) {
    private static final double USUAL_MAGNITUDE = 1024;
    private static final long USUAL_WEIGHT = 1L << 20;

    public UpdateLimits {
        if (!(maxMagnitude > 0) || Double.isInfinite(maxMagnitude)) {
            throw new IllegalArgumentException("max magnitude must be positive and finite, got " + maxMagnitude);
        }
        if (maxWeight < 1) {
            throw new IllegalArgumentException("max weight must be at least 1, got " + maxWeight);
        }
        if (maxUpdates < 1) {
            throw new IllegalArgumentException("max updates must be at least 1, got " + maxUpdates);
        }
        if (maxWeight > Long.MAX_VALUE / maxUpdates) {
            throw new IllegalArgumentException(
                    "a total weight of " + maxUpdates + " times " + maxWeight + " does not fit 64 bits");
        }
    }

    /**
     * Limits for a round of at most {@code maxUpdates}: changes up to 1024 and weights up to 2^20 examples.
     *
     * <p>A parameter that moves by more than 1024 in one round has diverged; a client with more than a million examples
     * is a mistake or wants to own the result. Neither bound costs precision: with up to 2048 updates the weighted sum
     * still counts in steps of 2^-73, so changes down to 2^-50 (9e-16) are summed without any rounding.
     */
    public static UpdateLimits forRound(int maxUpdates) {
        return new UpdateLimits(USUAL_MAGNITUDE, USUAL_WEIGHT, maxUpdates);
    }
}
