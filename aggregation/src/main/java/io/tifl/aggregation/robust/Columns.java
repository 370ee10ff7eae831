package io.tifl.aggregation.robust;

import io.tifl.kernels.SortedColumns;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.VectorMemory;
import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;

/**
 * What becomes one row of many, a few columns at a time. Work is shared among the threads of the pool that the caller is in;
 * the bits do not depend on how many there are.
 */
final class Columns {
    private static final int BLOCK = 4096;
    private static final int WIDTH = SortedColumns.WIDTH;

    /** Values of all rows that are read at once to be sorted, so that reading costs little however the rows are kept. */
    private static final int READ_VALUES = 1 << 20;

    private Columns() {}

    /** Makes one value of a column. */
    @FunctionalInterface
    interface OfSorted {
        /**
         * The value of one column.
         *
         * @param sorted the values of {@link SortedColumns#WIDTH} columns, those of one column as far apart, least first
         * @param column where the column begins
         */
        double value(float[] sorted, int column);
    }

    /** The sum of the rows, each times its coefficient, in the order of the rows, rounded once. */
    static MemorySegment weightedSum(Rows rows, double[] coefficients) {
        return weightedSum(rows, coefficients, 1);
    }

    /** The mean of some rows, rounded once; that of equal rows is that row. */
    static MemorySegment mean(Rows rows, int[] of) {
        double[] coefficients = new double[rows.count()];
        for (int row : of) {
            coefficients[row] = 1;
        }
        return weightedSum(rows, coefficients, of.length);
    }

    private static MemorySegment weightedSum(Rows rows, double[] coefficients, double divisor) {
        return inBlocks(rows, BLOCK, (from, count, result) -> {
            double[] sum = new double[count];
            float[] values = new float[count];
            for (int row = 0; row < rows.count(); row++) {
                double coefficient = coefficients[row];
                if (coefficient == 0) {
                    continue;
                }
                rows.read(row, from, values, 0, count);
                for (int i = 0; i < count; i++) {
                    sum[i] += coefficient * values[i];
                }
            }
            for (int i = 0; i < count; i++) {
                result[i] = (float) (sum[i] / divisor);
            }
        });
    }

    /** A value for each column, from that column's values in order, rounded once. */
    static MemorySegment ofSorted(Rows rows, OfSorted rule) {
        int read = Math.clamp(READ_VALUES / rows.count() / WIDTH, 1, BLOCK / WIDTH) * WIDTH;
        return inBlocks(rows, read, (from, count, result) -> {
            float[] values = new float[rows.count() * count];
            for (int row = 0; row < rows.count(); row++) {
                rows.read(row, from, values, row * count, count);
            }
            float[] some = new float[rows.count() * WIDTH];
            for (int first = 0; first < count; first += WIDTH) {
                int columns = Math.min(WIDTH, count - first);
                for (int row = 0; row < rows.count(); row++) {
                    System.arraycopy(values, row * count + first, some, row * WIDTH, columns);
                }
                SortedColumns.sort(some, rows.count());
                for (int i = 0; i < columns; i++) {
                    result[first + i] = (float) rule.value(some, i);
                }
            }
        });
    }

    /** Fills some columns of the result. */
    @FunctionalInterface
    private interface Block {
        void fill(int from, int count, float[] result);
    }

    private static MemorySegment inBlocks(Rows rows, int width, Block block) {
        MemorySegment all = VectorMemory.floats(rows.columns());
        IntStream.range(0, Math.ceilDiv(rows.columns(), width)).parallel().forEach(index -> {
            int from = index * width;
            int count = Math.min(width, rows.columns() - from);
            float[] result = new float[count];
            block.fill(from, count, result);
            MemorySegment.copy(result, 0, all, Parameters.VALUE, (long) Float.BYTES * from, count);
        });
        return all;
    }
}
