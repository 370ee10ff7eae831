package io.tifl.experiments.advi.study;

import io.tifl.experiments.advi.Advi;
import io.tifl.experiments.advi.AdviSettings;
import io.tifl.experiments.advi.Convergence;
import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.bound.Objective;
import io.tifl.experiments.advi.bound.Slope;
import io.tifl.experiments.advi.bound.Target;
import io.tifl.experiments.advi.family.Mixture;
import io.tifl.experiments.advi.family.Shape;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Whether mixtures that are fitted to the {@link FoldedNormal} by one bound or another find both of its modes, from
 * means that start scattered.
 *
 * @param components of the mixture
 * @param spread standard deviation of the components' first means
 * @param scale standard deviation of each component at the start
 * @param steps of Adam, of size 0.02 and 64 draws each
 * @param slope how gradients are estimated
 */
public record LearnedModes(int components, double spread, double scale, int steps, Slope slope) {
    private static final Target TARGET = Target.of(new FoldedNormal());
    private static final int DRAWS = 4000;
    private static final double MINOR = 0.1;

    /**
     * One fit.
     *
     * @param minorMass share of the approximation on its lesser side of 0
     * @param effectiveModes exponential of the weights' entropy
     * @param selbo bound of the fit, in nats
     * @param siwae bound of the fit with one sample of each component, in nats
     */
    public record Outcome(double minorMass, double effectiveModes, double selbo, double siwae) {
        /** Whether both modes have more than a tenth of the mass. */
        public boolean both() {
            return minorMass > MINOR;
        }
    }

    /**
     * Fits of several seeds.
     *
     * @param both fits that found both modes
     * @param effectiveModes mean over the fits, as the bounds are
     */
    public record Summary(int both, double effectiveModes, double selbo, double siwae) {
        static Summary of(List<Outcome> outcomes) {
            return new Summary(
                    (int) outcomes.stream().filter(Outcome::both).count(),
                    mean(outcomes.stream().mapToDouble(Outcome::effectiveModes).toArray()),
                    mean(outcomes.stream().mapToDouble(Outcome::selbo).toArray()),
                    mean(outcomes.stream().mapToDouble(Outcome::siwae).toArray()));
        }

        private static double mean(double[] values) {
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            return sum / values.length;
        }
    }

    /** One fit by a bound; both bounds start from the same means under one seed. */
    public Outcome run(Bound bound, Seed seed) {
        AdviSettings settings = AdviSettings.of(new Shape.MeanField())
                .mixture(components)
                .withObjective(Objective.of(bound, 1).with(slope))
                .withStart(new AdviSettings.Start(spread, scale))
                .withSteps(steps, 64, 0.02)
                .withConvergence(new Convergence(Math.max(1, steps), 1, 1, 0));
        Mixture mixture = new Advi(1, TARGET, settings, seed).fit().mixture();
        Seed judge = seed.child("judge");
        return new Outcome(
                minorMass(mixture, judge),
                mixture.effectiveModes(),
                Objective.of(Bound.SELBO, 1)
                        .value(mixture, TARGET, DRAWS, judge)
                        .value(),
                Objective.of(Bound.SIWAE, 1)
                        .value(mixture, TARGET, DRAWS, judge)
                        .value());
    }

    /** Fits under the seeds 0 to {@code seeds - 1}. */
    public Summary run(Bound bound, int seeds) {
        return Summary.of(
                IntStream.range(0, seeds).mapToObj(i -> run(bound, new Seed(i))).toList());
    }

    private static double minorMass(Mixture mixture, Seed seed) {
        RandomGenerator random = seed.generator();
        double below = 0;
        for (int k = 0; k < mixture.family().components(); k++) {
            for (int i = 0; i < DRAWS; i++) {
                double[] noise = mixture.family().drawNoise(random);
                below += mixture.place(k, noise)[0] < 0 ? mixture.weight(k) / DRAWS : 0;
            }
        }
        return Math.min(below, 1 - below);
    }
}
