package io.tifl.experiments.advi.bound;

/** A log density and its gradient. */
@FunctionalInterface
public interface LogDensity {
    /**
     * The log density at a point.
     *
     * @param gradient zeros, to which the slopes in the point's coordinates are added
     */
    double at(double[] point, double[] gradient);
}
