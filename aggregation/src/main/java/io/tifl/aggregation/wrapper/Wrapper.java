package io.tifl.aggregation.wrapper;

import io.tifl.aggregation.privacy.GaussianTree;
import java.util.Optional;

/** Something around a rule: done to each update before the rule sees it, or to what the rule makes of them. */
public sealed interface Wrapper {
    /** Where it stands in a list of wrappers: those with a lower number come first. */
    int place();

    /** For messages. */
    String describe();

    /**
     * Larger weights count as this one.
     *
     * @param most at least 1; with 1 every update counts alike
     */
    record WeightCap(long most) implements Wrapper {
        public WeightCap {
            if (most < 1) {
                throw new IllegalArgumentException("a weight cap must be at least 1, got " + most);
            }
        }

        @Override
        public int place() {
            return 0;
        }

        @Override
        public String describe() {
            return "a weight cap";
        }
    }

    /**
     * Updates of a larger Euclidean norm are made shorter.
     *
     * @param norm positive and finite
     */
    record Clip(double norm) implements Wrapper {
        public Clip {
            positive("a norm to clip to", norm);
        }

        @Override
        public int place() {
            return 1;
        }

        @Override
        public String describe() {
            return "clipping";
        }
    }

    /**
     * Clips to a norm that follows a quantile of the updates' norms: after each round it is multiplied by {@code exp(-rate *
     * (share - quantile))}, share being that of the updates that were not clipped (Andrew, Thakkar, McMahan and Ramaswamy,
     * "Differentially private learning with adaptive clipping", NeurIPS 2021, algorithm 1). Beside {@link Noise} the count of
     * those updates gets noise of a twentieth of the clients, and the changes a little more, so that both together cost what the
     * noise multiplier says.
     *
     * @param first norm of the first round, positive and finite
     * @param quantile within 0 and 1
     * @param rate positive and finite; 0.2 in the paper
     */
    record QuantileClip(double first, double quantile, double rate) implements Wrapper {
        public QuantileClip {
            positive("a norm to clip to", first);
            positive("the rate of the clipping norm", rate);
            if (!(quantile >= 0 && quantile <= 1)) {
                throw new IllegalArgumentException("a quantile lies in [0, 1], got " + quantile);
            }
        }

        @Override
        public int place() {
            return 1;
        }

        @Override
        public String describe() {
            return "clipping to a quantile";
        }
    }

    /**
     * Gaussian noise in the sum of the updates (McMahan, Ramage, Talwar and Zhang, "Learning differentially private recurrent
     * language models", ICLR 2018, with the fixed denominator): the result is {@code (sum + N(0, (multiplier norm)^2)) /
     * clients}, each value rounded to a multiple of the noise's deviation times 2^-20.
     *
     * <p>With a tree the noise of a round is not independent of that of others: {@link TreeNoise}.
     *
     * @param multiplier deviation over the norm that updates are clipped to, positive and finite
     * @param clients what the sum is divided by, however many updates there are: those that a round wants, at least 1
     * @param tree over the rounds, whose nodes have noise of this multiplier; empty if each round has its own
     */
    record Noise(double multiplier, int clients, Optional<GaussianTree> tree) implements Wrapper {
        public Noise {
            positive("a noise multiplier", multiplier);
            if (tree.isPresent() && tree.get().noiseMultiplier() != multiplier) {
                throw new IllegalArgumentException("the nodes of a tree have noise of the multiplier " + multiplier
                        + ", got " + tree.get().noiseMultiplier());
            }
            if (clients < 1) {
                throw new IllegalArgumentException("noise needs at least 1 client, got " + clients);
            }
        }

        /** Noise of each round by itself. */
        public Noise(double multiplier, int clients) {
            this(multiplier, clients, Optional.empty());
        }

        @Override
        public int place() {
            return 2;
        }

        @Override
        public String describe() {
            return "noise";
        }
    }

    private static void positive(String what, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " must be positive and finite, got " + value);
        }
    }
}
