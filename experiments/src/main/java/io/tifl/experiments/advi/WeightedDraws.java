package io.tifl.experiments.advi;

import io.tifl.experiments.advi.model.Space;
import io.tifl.experiments.advi.model.Values;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Samples from every component of an approximation, weighed by how much more the posterior has of them: what posterior
 * summaries should be taken from, since a mixture fitted by SIWAE is a good proposal but may keep stray components.
 * Immutable.
 */
public final class WeightedDraws {
    private final Space space;
    private final double[][] points;
    private final double[] weights;
    private final Diagnosis diagnosis;

    /**
     * How far the weights can be trusted.
     *
     * @param tail k-hat of Pareto-smoothed importance sampling: up to 0.7 they can
     * @param effectiveSamples {@code 1 / sum of squares} of the smoothed weights, which sum to 1
     * @param draws how many there are
     * @param logEvidence estimated by the raw weights, in nats; where the log joint is not normalised, that of its integral
     */
    public record Diagnosis(double tail, double effectiveSamples, int draws, double logEvidence) {
        /** Whether k-hat is at most 0.7. */
        public boolean reliable() {
            return tail <= 0.7;
        }
    }

    WeightedDraws(Space space, double[][] points, double[] logRatios, double logEvidence) {
        Psis psis = Psis.of(logRatios);
        this.space = space;
        this.points = points;
        this.weights = new double[points.length];
        double squares = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = StrictMath.exp(psis.logWeights()[i]);
            squares += weights[i] * weights[i];
        }
        this.diagnosis = new Diagnosis(psis.tail(), 1 / squares, weights.length, logEvidence);
    }

    public Diagnosis diagnosis() {
        return diagnosis;
    }

    /** A posterior expectation. */
    public double mean(ToDoubleFunction<Values> function) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * function.applyAsDouble(space.values(points[i]));
        }
        return sum;
    }

    /** So many draws by the weights, with replacement, each stratum of the weights giving one. */
    public List<Values> resample(int count, Seed seed) {
        if (count < 1) {
            throw new IllegalArgumentException("at least 1 draw is needed, got " + count);
        }
        RandomGenerator random = seed.generator();
        List<Values> draws = new ArrayList<>();
        double reached = weights[0];
        int at = 0;
        for (int i = 0; i < count; i++) {
            double wanted = (i + random.nextDouble()) / count;
            while (reached < wanted && at < weights.length - 1) {
                at++;
                reached += weights[at];
            }
            draws.add(space.values(points[at]));
        }
        return draws;
    }
}
