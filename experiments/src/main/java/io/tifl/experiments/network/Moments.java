package io.tifl.experiments.network;

/**
 * Sums of columns and of their squares, from which means and variances follow. Those of several batches or clients add
 * up to those of all their samples. Mutable and confined to one thread.
 */
public final class Moments {
    private final double[] sums;
    private final double[] squares;
    private long count;

    /** Of no samples. */
    public Moments(int columns) {
        this.sums = new double[columns];
        this.squares = new double[columns];
    }

    /** Adds samples, one a row. */
    void add(Matrix samples) {
        count += samples.rows();
        for (int i = 0; i < samples.rows(); i++) {
            for (int j = 0; j < sums.length; j++) {
                double value = samples.at(i, j);
                sums[j] += value;
                squares[j] += value * value;
            }
        }
    }

    /** Adds what others hold. */
    public Moments add(Moments other) {
        if (other.sums.length != sums.length) {
            throw new IllegalArgumentException(
                    "expected moments of " + sums.length + " columns, got " + other.sums.length);
        }
        count += other.count;
        for (int j = 0; j < sums.length; j++) {
            sums[j] += other.sums[j];
            squares[j] += other.squares[j];
        }
        return this;
    }

    /** How many samples. */
    public long count() {
        return count;
    }

    /** Mean of each column, one row; there are samples. */
    public Matrix means() {
        return Matrix.of(1, sums.length, sums.clone()).scale(1.0 / count);
    }

    /** Mean square of each column, one row; there are samples. */
    public Matrix meanSquares() {
        return Matrix.of(1, squares.length, squares.clone()).scale(1.0 / count);
    }
}
