package io.tifl.experiments.ssl;

import io.tifl.experiments.network.Matrix;

/** Whether representations differ from sample to sample, or have collapsed. */
public final class Spread {
    private Spread() {}

    /**
     * The standard deviation over samples of each dimension of rows of length 1, as a mean over dimensions: 0 where all
     * rows are one, and {@code 1 / sqrt(d)} where they lie evenly around.
     *
     * @param rows a sample a row, of any length
     */
    public static double of(Matrix rows) {
        double[] lengths = new double[rows.rows()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = rows.rows(i, i + 1).norm();
        }
        double sum = 0;
        for (int j = 0; j < rows.columns(); j++) {
            sum += deviation(rows, lengths, j);
        }
        return sum / rows.columns();
    }

    private static double deviation(Matrix rows, double[] lengths, int column) {
        double mean = 0;
        for (int i = 0; i < lengths.length; i++) {
            mean += unit(rows, lengths, i, column) / lengths.length;
        }
        double squares = 0;
        for (int i = 0; i < lengths.length; i++) {
            double gap = unit(rows, lengths, i, column) - mean;
            squares += gap * gap;
        }
        return Math.sqrt(squares / lengths.length);
    }

    private static double unit(Matrix rows, double[] lengths, int row, int column) {
        return lengths[row] > 0 ? rows.at(row, column) / lengths[row] : 0;
    }
}
