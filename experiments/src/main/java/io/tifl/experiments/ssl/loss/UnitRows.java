package io.tifl.experiments.ssl.loss;

import io.tifl.experiments.network.Matrix;

/**
 * Rows divided by their lengths, and the way back for gradients. A row of zeros stays one; with an epsilon of 0 nothing
 * flows back to it.
 */
public final class UnitRows {
    private final Matrix source;
    private final Matrix rows;
    private final double[] lengths;
    private final double epsilon;

    private UnitRows(Matrix source, double epsilon) {
        this.source = source;
        this.epsilon = epsilon;
        this.lengths = new double[source.rows()];
        this.rows = new Matrix(source.rows(), source.columns());
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = Math.sqrt(dot(source, source, i));
            addRow(rows, i, inverse(lengths[i] + epsilon), source);
        }
    }

    /** Each row divided by its length. */
    public static UnitRows of(Matrix source) {
        return of(source, 0);
    }

    /**
     * Each row divided by its length and a little.
     *
     * @param epsilon added to the length, 0 or more
     */
    public static UnitRows of(Matrix source, double epsilon) {
        if (!(epsilon >= 0)) {
            throw new IllegalArgumentException("what is added to a length must be 0 or more, got " + epsilon);
        }
        return new UnitRows(source, epsilon);
    }

    /** The divided rows themselves, not a copy. */
    public Matrix rows() {
        return rows;
    }

    /**
     * The slope by the rows before they were divided.
     *
     * @param slope by the divided rows
     */
    public Matrix backward(Matrix slope) {
        Matrix back = new Matrix(slope.rows(), slope.columns());
        for (int i = 0; i < lengths.length; i++) {
            double share = inverse(lengths[i] + epsilon);
            addRow(back, i, share, slope);
            addRow(back, i, -dot(source, slope, i) * share * share * inverse(lengths[i]), source);
        }
        return back;
    }

    private static double inverse(double length) {
        return length > 0 ? 1 / length : 0;
    }

    private static double dot(Matrix a, Matrix b, int row) {
        double sum = 0;
        for (int j = 0; j < a.columns(); j++) {
            sum += a.at(row, j) * b.at(row, j);
        }
        return sum;
    }

    private static void addRow(Matrix to, int row, double factor, Matrix from) {
        for (int j = 0; j < to.columns(); j++) {
            to.set(row, j, to.at(row, j) + factor * from.at(row, j));
        }
    }
}
