package io.tifl.aggregation.privacy;

/**
 * Rounds whose sums are published with the noise of a binary tree over them (DP-FTRL: Kairouz et al., "Practical and private
 * (deep) learning without sampling or shuffling", ICML 2021). Nothing is claimed for how clients are drawn.
 *
 * <p>A client that takes part in round t is in the nodes above leaf t only, one a level. One that takes part m times, with at
 * least b - 1 rounds between, is in a node of 2^l leaves at most {@code c = min(m, ceil(2^l / b))} times, so the squares of what
 * it adds to the nodes of a level sum to at most {@code m c}.
 *
 * @param noiseMultiplier deviation of a node's noise over the clip norm, positive
 * @param rounds of the tree, at least 1
 * @param participations the most a client takes part in these rounds, at least 1
 * @param separation two rounds a client is in are at least so many rounds apart, at least 1
 */
public record GaussianTree(double noiseMultiplier, long rounds, long participations, long separation)
        implements Mechanism {
    public GaussianTree {
        Mechanism.positive("noise multiplier", noiseMultiplier);
        if (rounds < 1 || participations < 1 || separation < 1) {
            throw new IllegalArgumentException("rounds, participations and separation must be at least 1, got " + rounds
                    + ", " + participations + ", " + separation);
        }
        participations = Math.min(participations, 1 + (rounds - 1) / separation);
    }

    /** A tree in which each client takes part once. */
    public GaussianTree(double noiseMultiplier, long rounds) {
        this(noiseMultiplier, rounds, 1, rounds);
    }

    /** Levels of nodes that are published: the bits that the number of rounds needs. */
    public int height() {
        return Long.SIZE - Long.numberOfLeadingZeros(rounds);
    }

    /** The square of what a client moves all nodes by, over the square of the clip norm; an upper bound. */
    public double squaredSensitivity() {
        double sum = 0;
        for (int level = 0; level < height(); level++) {
            long inOneNode = Math.min(participations, Math.ceilDiv(1L << level, separation));
            sum += (double) participations * inOneNode;
        }
        return sum;
    }

    @Override
    public Neighbours neighbours() {
        return Neighbours.ADD_OR_REMOVE;
    }
}
