package io.tifl.experiments.advi.bound;

/**
 * The log density that is approximated, up to a constant, at many points at once: of one model here, or of data at many
 * places whose answers are summed.
 *
 * <p>With a weight beta on the prior and on q, the target is {@code log likelihood + beta * log prior}.
 */
@FunctionalInterface
public interface Target {
    /** Values and gradients at the points, which it must not change. */
    Evaluated at(double[][] points);

    /**
     * A target that is evaluated point by point, on the threads of the pool that the caller is in.
     *
     * @param density thread-safe
     */
    static Target of(LogDensity density) {
        return points -> {
            double[] values = new double[points.length];
            double[][] gradients = new double[points.length][];
            Points.each(points.length, i -> {
                gradients[i] = new double[points[i].length];
                values[i] = density.at(points[i], gradients[i]);
            });
            return new Evaluated(values, gradients);
        };
    }
}
