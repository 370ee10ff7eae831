package io.tifl.experiments.advi.study;

import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.bound.Estimate;
import io.tifl.experiments.advi.bound.Objective;
import io.tifl.experiments.advi.bound.Target;
import io.tifl.experiments.advi.family.Family;
import io.tifl.experiments.advi.family.Mixture;
import io.tifl.protocol.Seed;

/**
 * Bounds of fixed mixtures against the {@link FoldedNormal}, whose evidence is known: how tight each bound is, and what
 * a stray component costs in it.
 */
public final class BoundOrdering {
    private static final Family TWO = Family.meanField(1).mixture(2);
    private static final Target TARGET = Target.of(new FoldedNormal());
    private static final int BATCH = 1000;

    private BoundOrdering() {}

    /** A mixture of two with a name. */
    public enum Approximation {
        /** A component on each mode. */
        BALANCED(0.5, -1.4, 0.35, 1.4, 0.35),
        /** A large component and a small one, both too wide. */
        UNBALANCED(0.8, -1.2, 0.5, 1.0, 0.6),
        /** A component on one mode and one far from both. */
        STRAY(0.5, 1.4, 0.35, 4.0, 0.5);

        private final double weight;
        private final double firstMean;
        private final double firstDeviation;
        private final double secondMean;
        private final double secondDeviation;

        /** @param weight of the first component */
        Approximation(
                double weight, double firstMean, double firstDeviation, double secondMean, double secondDeviation) {
            this.weight = weight;
            this.firstMean = firstMean;
            this.firstDeviation = firstDeviation;
            this.secondMean = secondMean;
            this.secondDeviation = secondDeviation;
        }

        Mixture mixture() {
            double[] weights = {weight, 1 - weight};
            double[][] means = {{firstMean}, {secondMean}};
            double[][] deviations = {{firstDeviation}, {secondDeviation}};
            return TWO.at(TWO.member(weights, means, deviations));
        }
    }

    /**
     * A bound of a mixture.
     *
     * @param draws independent estimates, rounded up to whole thousands
     */
    public static Estimate measure(Approximation approximation, Bound bound, int samples, int draws, Seed seed) {
        Mixture mixture = approximation.mixture();
        Seed own = seed.child(approximation.name()).child(bound.name()).child(samples);
        int batches = Math.ceilDiv(draws, BATCH);
        double mean = 0;
        double squaredErrors = 0;
        for (int i = 0; i < batches; i++) {
            Estimate batch = Objective.of(bound, samples).value(mixture, TARGET, BATCH, own.child(i));
            mean += batch.value() / batches;
            squaredErrors += batch.standardError() * batch.standardError();
        }
        return new Estimate(mean, Math.sqrt(squaredErrors) / batches, new double[0]);
    }
}
