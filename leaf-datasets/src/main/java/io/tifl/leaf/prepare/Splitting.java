package io.tifl.leaf.prepare;

/**
 * How examples to train on are told from those to test with: LEAF's {@code split_data.py}.
 *
 * @param trainFraction above 0 and below 1
 */
public record Splitting(By by, double trainFraction, long seed) {
    /** What is told apart. */
    public enum By {
        /** Examples of each user; users with fewer than two are left out. */
        EXAMPLE,
        /** Users. */
        USER
    }

    public Splitting {
        if (!(trainFraction > 0 && trainFraction < 1)) {
            throw new IllegalArgumentException("train-fraction must be above 0 and below 1, got " + trainFraction);
        }
    }
}
