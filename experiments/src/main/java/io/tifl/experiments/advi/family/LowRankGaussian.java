package io.tifl.experiments.advi.family;

/**
 * Covariance {@code diag(d^2) + B B'}: the raw numbers of d, then the rows of B. Densities take the inverse of a matrix
 * of the rank's size only (Woodbury's identity).
 */
final class LowRankGaussian implements Gaussian {
    private final int dimension;
    private final int rank;
    private final double[] parameters;
    private final int from;
    private final double[] scales;
    /** The inverse covariance times B, row by row. */
    private final double[] solvedColumns;

    private final double logNorm;

    LowRankGaussian(int dimension, int rank, double[] parameters, int from) {
        this.dimension = dimension;
        this.rank = rank;
        this.parameters = parameters;
        this.from = from;
        this.scales = DiagonalGaussian.scales(dimension, parameters, from + dimension);
        double[] inner = inner();
        double logDeterminant = factorise(inner);
        this.solvedColumns = solvedColumns(inner);
        for (double scale : scales) {
            logDeterminant += 2 * StrictMath.log(scale);
        }
        this.logNorm = -0.5 * (dimension * LOG_TWO_PI + logDeterminant);
    }

    private int column(int row, int column) {
        return from + 2 * dimension + row * rank + column;
    }

    /** {@code I + B' diag(d^-2) B}. */
    private double[] inner() {
        double[] inner = new double[rank * rank];
        for (int r = 0; r < rank; r++) {
            for (int s = 0; s < rank; s++) {
                double sum = r == s ? 1 : 0;
                for (int i = 0; i < dimension; i++) {
                    sum += parameters[column(i, r)] * parameters[column(i, s)] / (scales[i] * scales[i]);
                }
                inner[r * rank + s] = sum;
            }
        }
        return inner;
    }

    /** Turns the lower triangle of a positive matrix into its Cholesky factor; its log determinant. */
    private double factorise(double[] matrix) {
        double logDeterminant = 0;
        for (int r = 0; r < rank; r++) {
            for (int s = 0; s <= r; s++) {
                double sum = matrix[r * rank + s];
                for (int t = 0; t < s; t++) {
                    sum -= matrix[r * rank + t] * matrix[s * rank + t];
                }
                matrix[r * rank + s] = r == s ? Math.sqrt(sum) : sum / matrix[s * rank + s];
            }
            logDeterminant += 2 * StrictMath.log(matrix[r * rank + r]);
        }
        return logDeterminant;
    }

    private double[] solvedColumns(double[] factor) {
        double[] solved = new double[dimension * rank];
        double[] row = new double[rank];
        for (int i = 0; i < dimension; i++) {
            for (int r = 0; r < rank; r++) {
                row[r] = parameters[column(i, r)] / (scales[i] * scales[i]);
            }
            solve(factor, row);
            System.arraycopy(row, 0, solved, i * rank, rank);
        }
        return solved;
    }

    private void solve(double[] factor, double[] vector) {
        for (int r = 0; r < rank; r++) {
            for (int s = 0; s < r; s++) {
                vector[r] -= factor[r * rank + s] * vector[s];
            }
            vector[r] /= factor[r * rank + r];
        }
        for (int r = rank - 1; r >= 0; r--) {
            for (int s = r + 1; s < rank; s++) {
                vector[r] -= factor[s * rank + r] * vector[s];
            }
            vector[r] /= factor[r * rank + r];
        }
    }

    @Override
    public void place(double[] noise, double[] point) {
        for (int i = 0; i < dimension; i++) {
            double sum = parameters[from + i] + scales[i] * noise[i];
            for (int r = 0; r < rank; r++) {
                sum += parameters[column(i, r)] * noise[dimension + r];
            }
            point[i] = sum;
        }
    }

    @Override
    public double logDensity(double[] point, double[] solved) {
        double[] along = new double[rank];
        for (int i = 0; i < dimension; i++) {
            for (int r = 0; r < rank; r++) {
                along[r] += solvedColumns[i * rank + r] * (point[i] - parameters[from + i]);
            }
        }
        double square = 0;
        for (int i = 0; i < dimension; i++) {
            double distance = point[i] - parameters[from + i];
            double rest = distance;
            for (int r = 0; r < rank; r++) {
                rest -= parameters[column(i, r)] * along[r];
            }
            solved[i] = rest / (scales[i] * scales[i]);
            square += distance * solved[i];
        }
        return logNorm - 0.5 * square;
    }

    @Override
    public void addScore(double weight, double[] point, double[] solved, double[] gradient) {
        double[] along = new double[rank];
        for (int i = 0; i < dimension; i++) {
            for (int r = 0; r < rank; r++) {
                along[r] += parameters[column(i, r)] * solved[i];
            }
        }
        for (int i = 0; i < dimension; i++) {
            double inverse = 1;
            for (int r = 0; r < rank; r++) {
                double column = solvedColumns[i * rank + r];
                inverse -= column * parameters[column(i, r)];
                gradient[column(i, r)] += weight * (solved[i] * along[r] - column);
            }
            inverse /= scales[i] * scales[i];
            int raw = from + dimension + i;
            double inScale = (solved[i] * solved[i] - inverse) * scales[i];
            gradient[from + i] += weight * solved[i];
            gradient[raw] += weight * inScale * Softplus.slope(parameters[raw]);
        }
    }

    @Override
    public void addPath(double[] pull, double[] noise, double[] gradient) {
        for (int i = 0; i < dimension; i++) {
            int raw = from + dimension + i;
            gradient[from + i] += pull[i];
            gradient[raw] += pull[i] * noise[i] * Softplus.slope(parameters[raw]);
            for (int r = 0; r < rank; r++) {
                gradient[column(i, r)] += pull[i] * noise[dimension + r];
            }
        }
    }
}
