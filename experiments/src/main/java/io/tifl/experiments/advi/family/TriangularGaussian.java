package io.tifl.experiments.advi.family;

/**
 * Any covariance {@code L L'}, with the rows of the lower triangle L one after the other and a softplus on its diagonal.
 */
final class TriangularGaussian implements Gaussian {
    private final int dimension;
    private final double[] parameters;
    private final int from;
    private final double[] factor;
    private final double logNorm;

    TriangularGaussian(int dimension, double[] parameters, int from) {
        this.dimension = dimension;
        this.parameters = parameters;
        this.from = from;
        this.factor = new double[dimension * (dimension + 1) / 2];
        double sum = -0.5 * dimension * LOG_TWO_PI;
        for (int i = 0; i < dimension; i++) {
            System.arraycopy(parameters, raw(i, 0), factor, at(i, 0), i);
            factor[at(i, i)] = Softplus.scale(parameters[raw(i, i)]);
            sum -= StrictMath.log(factor[at(i, i)]);
        }
        this.logNorm = sum;
    }

    private static int at(int row, int column) {
        return row * (row + 1) / 2 + column;
    }

    private int raw(int row, int column) {
        return from + dimension + at(row, column);
    }

    @Override
    public void place(double[] noise, double[] point) {
        for (int i = 0; i < dimension; i++) {
            double sum = parameters[from + i];
            for (int j = 0; j <= i; j++) {
                sum += factor[at(i, j)] * noise[j];
            }
            point[i] = sum;
        }
    }

    @Override
    public double logDensity(double[] point, double[] solved) {
        whiten(point, solved);
        double square = 0;
        for (int i = 0; i < dimension; i++) {
            square += solved[i] * solved[i];
        }
        for (int i = dimension - 1; i >= 0; i--) {
            double sum = solved[i];
            for (int j = i + 1; j < dimension; j++) {
                sum -= factor[at(j, i)] * solved[j];
            }
            solved[i] = sum / factor[at(i, i)];
        }
        return logNorm - 0.5 * square;
    }

    /** The noise that becomes a point, by forward substitution. */
    private void whiten(double[] point, double[] white) {
        for (int i = 0; i < dimension; i++) {
            double sum = point[i] - parameters[from + i];
            for (int j = 0; j < i; j++) {
                sum -= factor[at(i, j)] * white[j];
            }
            white[i] = sum / factor[at(i, i)];
        }
    }

    @Override
    public void addScore(double weight, double[] point, double[] solved, double[] gradient) {
        double[] white = new double[dimension];
        whiten(point, white);
        for (int i = 0; i < dimension; i++) {
            gradient[from + i] += weight * solved[i];
            for (int j = 0; j < i; j++) {
                gradient[raw(i, j)] += weight * solved[i] * white[j];
            }
            double inScale = solved[i] * white[i] - 1 / factor[at(i, i)];
            gradient[raw(i, i)] += weight * inScale * Softplus.slope(parameters[raw(i, i)]);
        }
    }

    @Override
    public void addPath(double[] pull, double[] noise, double[] gradient) {
        for (int i = 0; i < dimension; i++) {
            gradient[from + i] += pull[i];
            for (int j = 0; j < i; j++) {
                gradient[raw(i, j)] += pull[i] * noise[j];
            }
            gradient[raw(i, i)] += pull[i] * noise[i] * Softplus.slope(parameters[raw(i, i)]);
        }
    }
}
