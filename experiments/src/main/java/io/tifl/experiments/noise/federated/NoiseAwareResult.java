package io.tifl.experiments.noise.federated;

import io.tifl.experiments.study.Interval;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What noise-aware training is worth: for each seed both ways to train, from the same first model, on the same shards, judged by the same
 * chips.
 */
public record NoiseAwareResult(List<OfSeed> seeds) {
    /** Points of clean accuracy that the claim allows noise-aware training to lose. */
    public static final double ALLOWED_POINTS = 2;

    public NoiseAwareResult {
        seeds = List.copyOf(seeds);
    }

    /** Both ways of one seed. */
    public record OfSeed(long seed, Training plain, Training aware) {}

    /** A training, with what clients found after some of its rounds. */
    public record Training(List<Judged> rounds) {
        public Training {
            rounds = List.copyOf(rounds);
        }

        public Robustness last() {
            return rounds.getLast().robustness();
        }
    }

    /** A model after so many rounds: clean accuracy, average change over all profiles, and the worst client. */
    public record Judged(long completed, Robustness robustness) {}

    /** Points of average normalised change that noise-aware training saves, over seeds: positive is better. */
    public Interval saved() {
        return over(seed ->
                seed.plain().last().averageChange() - seed.aware().last().averageChange());
    }

    /** Points of clean accuracy that it costs, over seeds: negative if it gains. */
    public Interval cost() {
        return over(seed ->
                100 * (seed.plain().last().cleanAccuracy() - seed.aware().last().cleanAccuracy()));
    }

    /** Points of accuracy that the worst client gains on its own device, over seeds. */
    public Interval worstGains() {
        return over(seed -> 100
                * (seed.aware().last().worst().accuracy()
                        - seed.plain().last().worst().accuracy()));
    }

    private Interval over(ToDoubleFunction<OfSeed> measure) {
        return Interval.of(seeds.stream().map(measure::applyAsDouble).toList());
    }

    /**
     * Whether the claim holds: the whole interval of what is saved is above 0, and the mean cost is no more than {@link #ALLOWED_POINTS}. Of
     * fewer than three seeds nothing is claimed.
     */
    public boolean holds() {
        return seeds.size() >= 3 && saved().low() > 0 && cost().mean() <= ALLOWED_POINTS;
    }
}
