package io.tifl.kernels;

import java.util.Arrays;

/**
 * Compares products with those of plain loops before anything depends on them: every number of rows, ragged depths and
 * columns. Takes less than a millisecond, once per process.
 */
final class HalfGemmSelfTest {
    private static final int[] DEPTHS = {3, 4, 9};
    private static final int[] COLUMNS = {5, 16, 5 * 16 + 11};
    private static final int MOST_ROWS = 7;

    private HalfGemmSelfTest() {}

    static boolean passes(HalfGemm tested, HalfGemm reference) {
        for (int depth : DEPTHS) {
            for (int columns : COLUMNS) {
                for (int rows = 1; rows <= MOST_ROWS; rows++) {
                    if (!Arrays.equals(
                            product(tested, rows, depth, columns), product(reference, rows, depth, columns))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static float[] product(HalfGemm by, int rows, int depth, int columns) {
        HalfWeights weights = HalfWeights.pack(values(depth * columns, 37), depth, columns, by);
        float[] result = new float[rows * columns];
        weights.multiply(Rows.of(values(rows * depth, 61), rows), Rows.of(result, rows));
        return result;
    }

    /** Thirds, whose products are rounded. */
    private static float[] values(int count, int step) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (i * step % 101 - 50) / 3f;
        }
        return values;
    }
}
