package io.tifl.experiments.network;

import java.util.Arrays;

/**
 * A dense matrix of doubles, row by row; as a batch it holds one sample a row. Mutable and confined to one thread. All
 * sums run in a stated order, so a result depends on the values alone.
 */
public final class Matrix {
    private static final int TILE = 8;

    private final int rows;
    private final int columns;
    private final double[] values;

    /** Of zeros. */
    public Matrix(int rows, int columns) {
        this(rows, columns, new double[Math.multiplyExact(rows, columns)]);
    }

    private Matrix(int rows, int columns, double[] values) {
        if (values.length != (long) rows * columns) {
            throw new IllegalArgumentException("a matrix of " + rows + " x " + columns + " holds "
                    + (long) rows * columns + " values, got " + values.length);
        }
        this.rows = rows;
        this.columns = columns;
        this.values = values;
    }

    /** Around these values, row by row, which it keeps and does not copy. */
    public static Matrix of(int rows, int columns, double... values) {
        return new Matrix(rows, columns, values);
    }

    /** A copy of these rows, which are equally long and at least one. */
    public static Matrix ofRows(double[]... rows) {
        Matrix matrix = new Matrix(rows.length, rows[0].length);
        for (int i = 0; i < rows.length; i++) {
            requireLength(rows[i].length, matrix.columns);
            System.arraycopy(rows[i], 0, matrix.values, i * matrix.columns, matrix.columns);
        }
        return matrix;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** The array itself, row by row: writing to it changes the matrix. */
    public double[] values() {
        return values;
    }

    public double at(int row, int column) {
        return values[row * columns + column];
    }

    public void set(int row, int column, double value) {
        values[row * columns + column] = value;
    }

    /** A copy of a row. */
    public double[] row(int row) {
        return Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
    }

    /** A copy of rows {@code from} to before {@code to}. */
    public Matrix rows(int from, int to) {
        return new Matrix(to - from, columns, Arrays.copyOfRange(values, from * columns, to * columns));
    }

    /** Its rows, then those of the other. */
    public Matrix above(Matrix below) {
        requireLength(below.columns, columns);
        double[] all = Arrays.copyOf(values, values.length + below.values.length);
        System.arraycopy(below.values, 0, all, values.length, below.values.length);
        return new Matrix(rows + below.rows, columns, all);
    }

    public Matrix copy() {
        return new Matrix(rows, columns, values.clone());
    }

    public Matrix transpose() {
        Matrix turned = new Matrix(columns, rows);
        for (int i = 0; i < rows; i += TILE) {
            for (int j = 0; j < columns; j += TILE) {
                turn(turned.values, i, Math.min(i + TILE, rows), j, Math.min(j + TILE, columns));
            }
        }
        return turned;
    }

    // Both sides of a tile stay in the cache until it is turned.
    private void turn(double[] turned, int fromRow, int toRow, int fromColumn, int toColumn) {
        for (int j = fromColumn; j < toColumn; j++) {
            for (int i = fromRow; i < toRow; i++) {
                turned[j * rows + i] = values[i * columns + j];
            }
        }
    }

    /** The product with the other on the right. */
    public Matrix times(Matrix other) {
        requireLength(other.rows, columns);
        Matrix product = new Matrix(rows, other.columns);
        Products.multiply(
                new Products.Left(values, columns, 1), other.values, product.values, rows, columns, other.columns);
        return product;
    }

    /** The product of its transpose with the other. */
    public Matrix transposeTimes(Matrix other) {
        requireLength(other.rows, rows);
        Matrix product = new Matrix(columns, other.columns);
        Products.multiply(
                new Products.Left(values, 1, columns), other.values, product.values, columns, rows, other.columns);
        return product;
    }

    /** The product with the transpose of the other. */
    public Matrix timesTranspose(Matrix other) {
        return times(other.transpose());
    }

    /** The product with a column. */
    public double[] times(double[] column) {
        requireLength(column.length, columns);
        double[] product = new double[rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                product[i] += values[i * columns + j] * column[j];
            }
        }
        return product;
    }

    /** Adds a multiple of the other, in place. */
    public Matrix add(double factor, Matrix other) {
        requireShape(other);
        for (int i = 0; i < values.length; i++) {
            values[i] += factor * other.values[i];
        }
        return this;
    }

    /** Adds one row to each row, in place. */
    public Matrix addToRows(Matrix row) {
        requireLength(row.rows, 1);
        requireLength(row.columns, columns);
        double[] all = values;
        double[] more = row.values;
        for (int i = 0; i < rows; i++) {
            int at = i * more.length;
            for (int j = 0; j < more.length; j++) {
                all[at + j] += more[j];
            }
        }
        return this;
    }

    /** The sum of all rows, as one row. */
    public Matrix columnSums() {
        Matrix sums = new Matrix(1, columns);
        double[] all = values;
        double[] totals = sums.values;
        for (int i = 0; i < rows; i++) {
            int at = i * totals.length;
            for (int j = 0; j < totals.length; j++) {
                totals[j] += all[at + j];
            }
        }
        return sums;
    }

    /** Multiplies by a number, in place. */
    public Matrix scale(double factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return this;
    }

    public Matrix minus(Matrix other) {
        return copy().add(-1, other);
    }

    /** The root of the sum of squares. */
    public double norm() {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    /** The eigenvalues of a symmetric matrix, ascending, by Jacobi's rotations; its upper triangle alone counts. */
    public double[] eigenvalues() {
        requireLength(rows, columns);
        return Jacobi.eigenvalues(this);
    }

    private void requireShape(Matrix other) {
        if (other.rows != rows || other.columns != columns) {
            throw new IllegalArgumentException(
                    "expected a matrix of " + rows + " x " + columns + ", got " + other.rows + " x " + other.columns);
        }
    }

    private static void requireLength(int got, int expected) {
        if (got != expected) {
            throw new IllegalArgumentException("sizes of matrices do not fit: expected " + expected + ", got " + got);
        }
    }

    @Override
    public String toString() {
        return rows + " x " + columns + " " + Arrays.toString(values);
    }
}
