package io.tifl.experiments.advi.family;

/** Independent coordinates. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DiagonalGaussian(int dimension, double[] parameters, int from, double[] scales, double logNorm)
        implements Gaussian {
    DiagonalGaussian(int dimension, double[] parameters, int from) {
        this(dimension, parameters, from, scales(dimension, parameters, from + dimension));
    }

    private DiagonalGaussian(int dimension, double[] parameters, int from, double[] scales) {
        this(dimension, parameters, from, scales, logNorm(scales));
    }

    /** Scales of so many raw numbers from an index on. */
    static double[] scales(int dimension, double[] parameters, int from) {
        double[] scales = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            scales[i] = Softplus.scale(parameters[from + i]);
        }
        return scales;
    }

    private static double logNorm(double[] scales) {
        double sum = -0.5 * scales.length * LOG_TWO_PI;
        for (double scale : scales) {
            sum -= StrictMath.log(scale);
        }
        return sum;
    }

    @Override
    public void place(double[] noise, double[] point) {
        for (int i = 0; i < dimension; i++) {
            point[i] = parameters[from + i] + scales[i] * noise[i];
        }
    }

    @Override
    public double logDensity(double[] point, double[] solved) {
        double square = 0;
        for (int i = 0; i < dimension; i++) {
            double white = (point[i] - parameters[from + i]) / scales[i];
            square += white * white;
            solved[i] = white / scales[i];
        }
        return logNorm - 0.5 * square;
    }

    @Override
    public void addScore(double weight, double[] point, double[] solved, double[] gradient) {
        for (int i = 0; i < dimension; i++) {
            double inScale = solved[i] * solved[i] * scales[i] - 1 / scales[i];
            gradient[from + i] += weight * solved[i];
            gradient[from + dimension + i] += weight * inScale * Softplus.slope(parameters[from + dimension + i]);
        }
    }

    @Override
    public void addPath(double[] pull, double[] noise, double[] gradient) {
        for (int i = 0; i < dimension; i++) {
            int raw = from + dimension + i;
            gradient[from + i] += pull[i];
            gradient[raw] += pull[i] * noise[i] * Softplus.slope(parameters[raw]);
        }
    }
}
