package io.tifl.aggregation.robust;

import io.tifl.kernels.RowProducts;
import java.util.stream.IntStream;

/**
 * Inner products of all pairs of rows: all that distances between rows and weighted sums of rows depend on. Immutable.
 *
 * <p>Work is shared among the threads of the pool that the caller is in; the bits do not depend on how many there are.
 */
final class Gram {
    private final int rows;
    private final double[] products;

    private Gram(int rows, double[] products) {
        this.rows = rows;
        this.products = products;
    }

    /** Reads all of the rows once. */
    static Gram of(Rows rows) {
        int count = rows.count();
        RowProducts products = new RowProducts(count);
        float[][] values = new float[count][Math.min(products.stretch(), rows.columns())];
        for (int from = 0; from < rows.columns(); from += products.stretch()) {
            int start = from;
            int columns = Math.min(products.stretch(), rows.columns() - from);
            products.begin(columns);
            IntStream.range(0, count).parallel().forEach(row -> {
                rows.read(row, start, values[row], 0, columns);
                products.load(row, values[row], columns);
            });
            IntStream.range(0, products.strips()).parallel().forEach(products::multiply);
        }
        double[] all = new double[count * count];
        for (int one = 0; one < count; one++) {
            for (int other = 0; other < count; other++) {
                all[one * count + other] = products.product(one, other);
            }
        }
        return new Gram(count, all);
    }

    int rows() {
        return rows;
    }

    double product(int one, int other) {
        return products[one * rows + other];
    }

    double norm(int row) {
        return Math.sqrt(product(row, row));
    }

    double[] norms() {
        return IntStream.range(0, rows).mapToDouble(this::norm).toArray();
    }

    /** Of two rows, at least 0; exactly 0 for equal ones. */
    double squaredDistance(int one, int other) {
        return Math.max(0, product(one, one) + product(other, other) - 2 * product(one, other));
    }

    double distance(int one, int other) {
        return Math.sqrt(squaredDistance(one, other));
    }

    /** The distances of all rows from a weighted sum of rows. */
    double[] distancesFrom(double[] coefficients) {
        double[] withSum = withSum(coefficients);
        double squaredSum = sum(coefficients, withSum);
        double[] distances = new double[rows];
        for (int row = 0; row < rows; row++) {
            distances[row] = Math.sqrt(Math.max(0, product(row, row) - 2 * withSum[row] + squaredSum));
        }
        return distances;
    }

    /** The norm of a weighted sum of rows. */
    double normOf(double[] coefficients) {
        return Math.sqrt(Math.max(0, sum(coefficients, withSum(coefficients))));
    }

    /** The products of all rows with a weighted sum of rows. */
    private double[] withSum(double[] coefficients) {
        double[] withSum = new double[rows];
        for (int row = 0; row < rows; row++) {
            withSum[row] = sum(coefficients, row);
        }
        return withSum;
    }

    private double sum(double[] coefficients, int row) {
        double sum = 0;
        for (int other = 0; other < rows; other++) {
            sum += coefficients[other] * product(row, other);
        }
        return sum;
    }

    private static double sum(double[] coefficients, double[] values) {
        double sum = 0;
        for (int row = 0; row < values.length; row++) {
            sum += coefficients[row] * values[row];
        }
        return sum;
    }

    /** The cosine of the angle between two rows; 0 if one is 0. */
    double cosine(int one, int other) {
        double norms = norm(one) * norm(other);
        return norms == 0 ? 0 : Math.clamp(product(one, other) / norms, -1, 1);
    }
}
