package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Optional;

/** When the model moves: after rounds that everybody is waited for in, or as updates come in. Immutable. */
public sealed interface Pace {
    /** Patience that only the deadline of a round ends. */
    double UNTIL_THE_DEADLINE = Double.POSITIVE_INFINITY;

    /** One round after the other. */
    record Rounds() implements Pace {}

    /** Rounds that overlap: clients train while the model moves. */
    sealed interface Overlapping extends Pace {
        /** What updates are worth that come late. */
        Staleness staleness();

        /** Whether each update counts as one, however many examples it is from. */
        default boolean countsClients() {
            return false;
        }

        /**
         * Whether the model moves towards the client's model rather than by the client's change: the two differ where the model
         * has moved since.
         */
        default boolean towardsClients() {
            return false;
        }

        /** Times what the slowest client of its tier took after which a client is given up, if the deadline does not come first. */
        default double patience() {
            return UNTIL_THE_DEADLINE;
        }

        /** Of how many of the latest models the one that is served is the mean; 1 for the latest itself. */
        default int meanOf() {
            return 1;
        }

        /** What training has to be told: settings of the task, added to those that a job gives it. */
        default Settings taskSettings() {
            return Settings.none();
        }
    }

    /**
     * So many clients train at any time; whenever one answers another starts with the model as it is. The model moves by the mean
     * of so many updates (FedBuff, Nguyen et al., AISTATS 2022; with one at a time and towards the client's model FedAsync,
     * Xie et al., 2019).
     *
     * @param concurrency clients that train at once
     * @param buffer updates that make a step, at least 1; empty for as many as a round wants
     * @param patience times what the slowest client of its tier took after which a client is given up, positive
     * @param meanOf at least 1
     */
    record Buffered(
            Concurrency concurrency,
            Optional<Integer> buffer,
            Staleness staleness,
            boolean countsClients,
            boolean towardsClients,
            double patience,
            int meanOf)
            implements Overlapping {
        public Buffered {
            if (meanOf < 1) {
                throw new IllegalArgumentException("mean-of must be at least 1, got " + meanOf);
            }
            buffer.filter(updates -> updates < 1).ifPresent(updates -> {
                throw new IllegalArgumentException("buffer must be at least 1, got " + updates);
            });
            if (!(patience > 0)) {
                throw new IllegalArgumentException("patience must be positive, got " + patience);
            }
        }
    }

    /**
     * Each round asks clients as if it were the only one and moves the model once its window has passed, by whatever has come in
     * by then; what comes later counts in the round in which it comes. The window is a multiple of what the slowest client of the
     * drawn tier takes, or of all tiers' mean where no tier is drawn.
     *
     * @param slack the multiple, positive and finite
     */
    record Windowed(double slack, Staleness staleness) implements Overlapping {
        public Windowed {
            if (!(slack > 0) || Double.isInfinite(slack)) {
                throw new IllegalArgumentException("window must be positive and finite, got " + slack);
            }
        }
    }

    /**
     * Each tier runs rounds of its own, all at the same time; after any of them the model is the mean of the tiers' models, each
     * weighted with the number of rounds of the tier at its mirror image: the fastest with those of the slowest (FedAT, Chai et
     * al., SC 2021).
     *
     * @param firstCount rounds that each tier has to begin with: 1, so that all weigh alike at first, or 0 as in the paper, where the
     *     model moves only by the slow tiers' rounds until those come
     * @param proximal weight of the term that draws a client's model to the one it began with; empty for what the job says
     */
    record Tiers(int firstCount, Optional<Double> proximal) implements Overlapping {
        public Tiers {
            if (firstCount < 0) {
                throw new IllegalArgumentException("first-count must be at least 0, got " + firstCount);
            }
            proximal.filter(weight -> !(weight >= 0) || weight.isInfinite()).ifPresent(weight -> {
                throw new IllegalArgumentException("proximal must be 0 or more and finite, got " + weight);
            });
        }

        /** All clients of a tier's round begin with the same model, and nobody else adds to theirs. */
        @Override
        public Staleness staleness() {
            return new Staleness(Staleness.Decay.CONSTANT, 1, 0, 0, Long.MAX_VALUE);
        }

        @Override
        public Settings taskSettings() {
            return proximal.map(weight -> Settings.none().with("proximal", weight))
                    .orElseGet(Settings::none);
        }
    }
}
