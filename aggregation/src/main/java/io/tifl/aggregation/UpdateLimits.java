package io.tifl.aggregation;

/**
 * The bounds within which one round's updates are accepted; they also fix the grid of the exact sum, so every shard of a
 * sum uses the same ones.
 *
 * @param maxMagnitude the largest absolute value of one parameter's change, greater than 0
 * @param maxWeight the largest weight of one update, at least 1
 * @param maxUpdates the most updates one round can count, at least 1
 */
public record UpdateLimits(double maxMagnitude, long maxWeight, int maxUpdates) {
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
    }
}
