package io.tifl.experiments.advi.amortised;

import io.tifl.experiments.advi.family.Family;
import io.tifl.experiments.advi.family.Shape;
import io.tifl.experiments.network.Exponentials;
import io.tifl.experiments.network.Matrix;

/**
 * The mixtures that the rows of a matrix describe, each as an array of its {@link Family}'s: weights, scales and what their
 * gradients need, in plain arrays with one mixture behind the other. Immutable as long as the matrix does not change.
 */
final class MixtureRows {
    private static final double LOG_TWO_PI = StrictMath.log(2 * Math.PI);
    private static final double FLOOR = 1e-5;

    final int rows;
    final int components;
    final int dimension;
    final int triangle;
    final Matrix members;
    final double[] logWeights;
    final double[] weights;

    /** Lower triangles, row by row; those of independent coordinates hold zeros off their diagonals. */
    final double[] factors;

    final double[] inverses;
    final double[] logNorms;
    private final double[] scaleSlopes;
    private final Family family;

    MixtureRows(Family family, Matrix members) {
        requireKnown(family);
        if (members.columns() != family.parameters()) {
            throw new IllegalArgumentException("a member of this family has " + family.parameters() + " numbers, got "
                    + members.columns() + " columns");
        }
        this.family = family;
        this.members = members;
        this.rows = members.rows();
        this.components = family.components();
        this.dimension = family.dimension();
        this.triangle = dimension * (dimension + 1) / 2;
        this.logWeights = new double[rows * components];
        this.weights = new double[rows * components];
        this.factors = new double[rows * components * triangle];
        this.inverses = new double[rows * components * dimension];
        this.logNorms = new double[rows * components];
        this.scaleSlopes = new double[rows * components * dimension];
        for (int n = 0; n < rows; n++) {
            weigh(n);
            scale(n);
        }
    }

    /** @throws IllegalArgumentException unless covariances are diagonal or triangular */
    static void requireKnown(Family family) {
        if (family.shape() instanceof Shape.LowRank) {
            throw new IllegalArgumentException(
                    "encoders give diagonal or full covariances, not those of a low rank: " + family.shape());
        }
    }

    private void weigh(int n) {
        double[] values = members.values();
        int from = n * members.columns();
        double max = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < components; k++) {
            max = Math.max(max, values[from + k]);
        }
        double sum = 0;
        for (int k = 0; k < components; k++) {
            sum += Exponentials.of(values[from + k] - max);
        }
        double log = max + StrictMath.log(sum);
        for (int k = 0; k < components; k++) {
            logWeights[n * components + k] = values[from + k] - log;
            weights[n * components + k] = Exponentials.of(values[from + k] - log);
        }
    }

    private void scale(int n) {
        double[] values = members.values();
        for (int k = 0; k < components; k++) {
            int component = n * components + k;
            double logNorm = -0.5 * dimension * LOG_TWO_PI;
            for (int i = 0; i < dimension; i++) {
                for (int j = firstColumn(i); j < i; j++) {
                    factors[component * triangle + i * (i + 1) / 2 + j] = values[raw(n, k, i, j)];
                }
                double raw = values[raw(n, k, i, i)];
                double small = Exponentials.of(-Math.abs(raw));
                double scale = Math.max(raw, 0) + StrictMath.log1p(small) + FLOOR;
                factors[component * triangle + i * (i + 3) / 2] = scale;
                inverses[component * dimension + i] = 1 / scale;
                scaleSlopes[component * dimension + i] = raw >= 0 ? 1 / (1 + small) : small / (1 + small);
                logNorm -= StrictMath.log(scale);
            }
            logNorms[component] = logNorm;
        }
    }

    /** The first entry of a scale's row that is a number of the family's. */
    int firstColumn(int row) {
        return family.shape() instanceof Shape.FullRank ? 0 : row;
    }

    /** Where the mean of a row's component lies in the matrix. */
    int mean(int n, int component) {
        return n * members.columns() + family.mean(component);
    }

    private int raw(int n, int component, int i, int j) {
        int place = family.shape() instanceof Shape.FullRank ? i * (i + 1) / 2 + j : i;
        return mean(n, component) + dimension + place;
    }

    /** The point that a noise becomes. */
    void place(int n, int component, double[] noise, int noiseAt, double[] points, int pointAt) {
        int mean = mean(n, component);
        int factor = (n * components + component) * triangle;
        for (int i = 0; i < dimension; i++) {
            double sum = members.values()[mean + i];
            for (int j = 0; j <= i; j++) {
                sum += factors[factor + i * (i + 1) / 2 + j] * noise[noiseAt + j];
            }
            points[pointAt + i] = sum;
        }
    }

    /**
     * A component's log density at a point, by forward substitution.
     *
     * @param white becomes the noise that the component makes the point of
     * @param solved becomes the inverse covariance times the point's distance from the mean
     */
    double logDensity(
            int n, int component, double[] points, int pointAt, double[] white, double[] solved, int solvedAt) {
        int mean = mean(n, component);
        int factor = (n * components + component) * triangle;
        int inverse = (n * components + component) * dimension;
        double square = 0;
        for (int i = 0; i < dimension; i++) {
            double sum = points[pointAt + i] - members.values()[mean + i];
            for (int j = 0; j < i; j++) {
                sum -= factors[factor + i * (i + 1) / 2 + j] * white[solvedAt + j];
            }
            double value = sum * inverses[inverse + i];
            white[solvedAt + i] = value;
            square += value * value;
        }
        for (int i = dimension - 1; i >= 0; i--) {
            double sum = white[solvedAt + i];
            for (int j = i + 1; j < dimension; j++) {
                sum -= factors[factor + j * (j + 1) / 2 + i] * solved[solvedAt + j];
            }
            solved[solvedAt + i] = sum * inverses[inverse + i];
        }
        return logNorms[n * components + component] - 0.5 * square;
    }

    /** Adds {@code weight} times the gradient of a component's log density in its numbers, at a point held fixed. */
    void addScore(
            int n, int component, double weight, double[] white, double[] solved, int solvedAt, double[] gradient) {
        int mean = mean(n, component);
        int inverse = (n * components + component) * dimension;
        for (int i = 0; i < dimension; i++) {
            double pull = weight * solved[solvedAt + i];
            gradient[mean + i] += pull;
            for (int j = firstColumn(i); j < i; j++) {
                gradient[raw(n, component, i, j)] += pull * white[solvedAt + j];
            }
            double inScale = pull * white[solvedAt + i] - weight * inverses[inverse + i];
            gradient[raw(n, component, i, i)] += inScale * scaleSlopes[inverse + i];
        }
    }

    /** Adds the gradient of {@code pull' place(noise)} in a component's numbers. */
    void addPath(int n, int component, double[] pull, double[] noise, int noiseAt, double[] gradient) {
        int mean = mean(n, component);
        int slope = (n * components + component) * dimension;
        for (int i = 0; i < dimension; i++) {
            gradient[mean + i] += pull[i];
            for (int j = firstColumn(i); j < i; j++) {
                gradient[raw(n, component, i, j)] += pull[i] * noise[noiseAt + j];
            }
            gradient[raw(n, component, i, i)] += pull[i] * noise[noiseAt + i] * scaleSlopes[slope + i];
        }
    }

    /** The exponential of a row's entropy of weights. */
    double effectiveModes(int n) {
        double entropy = 0;
        for (int k = n * components; k < (n + 1) * components; k++) {
            entropy -= weights[k] > 0 ? weights[k] * logWeights[k] : 0;
        }
        return StrictMath.exp(entropy);
    }
}
