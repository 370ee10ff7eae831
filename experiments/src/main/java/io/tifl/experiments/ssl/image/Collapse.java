package io.tifl.experiments.ssl.image;

import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.ssl.Spread;
import io.tifl.experiments.ssl.loss.UnitRows;

/**
 * Whether representations have fallen together, in four figures.
 *
 * @param spread the standard deviation of each dimension of rows of length 1, as a mean: 0 where all are one, {@code 1 /
 *     sqrt(d)} where they lie evenly around
 * @param effectiveRank how many directions they use: e to the entropy of the covariance's eigenvalues as shares of their
 *     sum (Roy and Vetterli, 2007), 1 to d; 0 where all are one
 * @param alignment the mean squared distance of two views of a sample, rows of length 1 (Wang and Isola, arXiv
 *     2005.10242): 0 to 4, the less the closer
 * @param uniformity the logarithm of the mean of {@code e^(-2 |u - v|^2)} over pairs of samples, from the same paper: 0
 *     where all are one, the less the more evenly they lie
 */
public record Collapse(double spread, double effectiveRank, double alignment, double uniformity) {
    /**
     * Of the representations of the same samples.
     *
     * @param plain as they are, a sample a row, two or more
     * @param first a view of each
     * @param second another view of each
     */
    public static Collapse of(Matrix plain, Matrix first, Matrix second) {
        if (plain.rows() < 2 || first.rows() != second.rows()) {
            throw new IllegalArgumentException("expected 2 or more samples and two views of each, got " + plain.rows()
                    + " samples, " + first.rows() + " and " + second.rows() + " views");
        }
        return new Collapse(Spread.of(plain), effectiveRank(plain), alignment(first, second), uniformity(plain));
    }

    static double effectiveRank(Matrix rows) {
        Matrix means = rows.columnSums().scale(-1.0 / rows.rows());
        Matrix gaps = rows.copy().addToRows(means);
        double[] values = gaps.transposeTimes(gaps).eigenvalues();
        double sum = 0;
        for (double value : values) {
            sum += Math.max(0, value);
        }
        double entropy = 0;
        for (double value : values) {
            double share = Math.max(0, value) / sum;
            entropy -= share > 0 ? share * StrictMath.log(share) : 0;
        }
        return sum > 0 ? StrictMath.exp(entropy) : 0;
    }

    static double alignment(Matrix first, Matrix second) {
        Matrix gaps = UnitRows.of(first).rows().minus(UnitRows.of(second).rows());
        double length = gaps.norm();
        return length * length / gaps.rows();
    }

    static double uniformity(Matrix rows) {
        Matrix units = UnitRows.of(rows).rows();
        Matrix cosines = units.timesTranspose(units);
        double sum = 0;
        for (int i = 0; i < rows.rows(); i++) {
            for (int j = 0; j < i; j++) {
                sum += StrictMath.exp(-4 * (1 - cosines.at(i, j)));
            }
        }
        return StrictMath.log(sum / (0.5 * rows.rows() * (rows.rows() - 1)));
    }
}
