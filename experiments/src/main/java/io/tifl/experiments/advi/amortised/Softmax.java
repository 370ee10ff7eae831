package io.tifl.experiments.advi.amortised;

import io.tifl.experiments.network.Exponentials;
import io.tifl.experiments.network.Matrix;

/** Rows of logits as shares that sum to 1. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Softmax(double[] logSums) {
    /** Replaces each row's logits by its shares. */
    static Softmax replace(Matrix logits) {
        double[] values = logits.values();
        int columns = logits.columns();
        double[] logSums = new double[logits.rows()];
        for (int p = 0; p < logSums.length; p++) {
            logSums[p] = shift(values, p * columns, (p + 1) * columns);
        }
        Exponentials.replace(values, 0, values.length);
        for (int p = 0; p < logSums.length; p++) {
            logSums[p] += StrictMath.log(divide(values, p * columns, (p + 1) * columns));
        }
        return new Softmax(logSums);
    }

    private static double shift(double[] values, int from, int to) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int c = from; c < to; c++) {
            highest = Math.max(highest, values[c]);
        }
        for (int c = from; c < to; c++) {
            values[c] -= highest;
        }
        return highest;
    }

    private static double divide(double[] values, int from, int to) {
        double sum = 0;
        for (int c = from; c < to; c++) {
            sum += values[c];
        }
        for (int c = from; c < to; c++) {
            values[c] /= sum;
        }
        return sum;
    }

    /** The logarithm of a row's sum of exponentials. */
    double logSum(int row) {
        return logSums[row];
    }
}
