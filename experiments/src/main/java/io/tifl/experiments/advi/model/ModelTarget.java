package io.tifl.experiments.advi.model;

import io.tifl.experiments.advi.bound.Evaluated;
import io.tifl.experiments.advi.bound.LogDensity;
import io.tifl.experiments.advi.bound.Points;
import io.tifl.experiments.advi.bound.Target;
import java.util.Arrays;

/** {@code log likelihood + beta * (log prior + log determinant)} in free numbers. */
record ModelTarget(Space space, LogDensity prior, SharedLikelihood likelihood, double beta) implements Target {
    @Override
    public Evaluated at(double[][] points) {
        double[][] values = new double[points.length][space.size()];
        double[] results = new double[points.length];
        for (int i = 0; i < points.length; i++) {
            results[i] = beta * space.constrain(points[i], values[i]);
        }
        LikelihoodSums sums = likelihood.at(values);
        if (sums.points() != points.length) {
            throw new IllegalStateException(
                    "sums at " + points.length + " points were asked for, got " + sums.points());
        }
        double[][] gradients = new double[points.length][space.freeSize()];
        Points.each(points.length, i -> {
            double[] slopes = new double[space.size()];
            results[i] += beta * prior(values[i], slopes) + sums.value(i);
            double[] likely = sums.slopes(i);
            for (int j = 0; j < slopes.length; j++) {
                slopes[j] = beta * slopes[j] + likely[j];
            }
            space.pull(points[i], values[i], slopes, beta, gradients[i]);
        });
        return new Evaluated(results, gradients);
    }

    private double prior(double[] values, double[] slopes) {
        double value = prior.at(values, slopes);
        if (!Double.isFinite(value) || !Arrays.stream(slopes).allMatch(Double::isFinite)) {
            throw new ArithmeticException("the log prior or log joint must be finite, it is " + value + " with slopes "
                    + Arrays.toString(slopes) + " at " + space.describe(values));
        }
        return value;
    }
}
