package io.tifl.experiments.advi.bound;

import java.util.Arrays;

/**
 * A log density at several points, and its gradients in them.
 *
 * @param values one per point
 * @param gradients one row per point
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Evaluated(double[] values, double[][] gradients) {
    /**
     * Checks that all numbers can be used.
     *
     * @throws ArithmeticException if one is not finite, with its point
     */
    public Evaluated requireFinite(double[][] points) {
        if (values.length != points.length || gradients.length != points.length) {
            throw new IllegalArgumentException("as many values and gradients as points are needed, got " + values.length
                    + ", " + gradients.length + " and " + points.length);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new ArithmeticException(
                        "the log joint must be finite, it is " + values[i] + " at " + Arrays.toString(points[i]));
            }
            if (!Arrays.stream(gradients[i]).allMatch(Double::isFinite)) {
                throw new ArithmeticException("the gradient of the log joint must be finite, it is "
                        + Arrays.toString(gradients[i]) + " at " + Arrays.toString(points[i]));
            }
        }
        return this;
    }
}
