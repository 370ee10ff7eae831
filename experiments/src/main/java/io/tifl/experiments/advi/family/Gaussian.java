package io.tifl.experiments.advi.family;

/**
 * One Gaussian at fixed parameters, which lie in a shared array: the mean, then the numbers of its scale. Immutable.
 *
 * <p>All gradients are with respect to these raw numbers and are added to an array of the same layout.
 */
sealed interface Gaussian permits DiagonalGaussian, TriangularGaussian, LowRankGaussian {
    double LOG_TWO_PI = StrictMath.log(2 * Math.PI);

    static Gaussian of(Shape shape, int dimension, double[] parameters, int from) {
        return switch (shape) {
            case Shape.MeanField() -> new DiagonalGaussian(dimension, parameters, from);
            case Shape.FullRank() -> new TriangularGaussian(dimension, parameters, from);
            case Shape.LowRank(int rank) -> new LowRankGaussian(dimension, rank, parameters, from);
        };
    }

    /** The point that a noise becomes. */
    void place(double[] noise, double[] point);

    /**
     * The log density at a point.
     *
     * @param solved becomes the inverse covariance times the point's distance from the mean: minus the slope of the log
     *     density in the point
     */
    double logDensity(double[] point, double[] solved);

    /** Adds {@code weight} times the gradient of the log density in the parameters, at a point held fixed. */
    void addScore(double weight, double[] point, double[] solved, double[] gradient);

    /** Adds the gradient of {@code pull' place(noise)} in the parameters. */
    void addPath(double[] pull, double[] noise, double[] gradient);
}
