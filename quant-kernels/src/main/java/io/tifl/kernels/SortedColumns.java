package io.tifl.kernels;

/**
 * Sorts the columns of a few rows of floats, all columns at once, by a network that takes the same steps whatever the values.
 * Numbers are in the order of {@link Float#compare}; what is not a number is not expected.
 */
public final class SortedColumns {
    /** Columns in one block: what stays in a cache with a hundred rows. */
    public static final int WIDTH = 64;

    private SortedColumns() {}

    /**
     * Sorts every column, least first.
     *
     * @param values {@code rows} rows of {@link #WIDTH}, one after the other
     */
    public static void sort(float[] values, int rows) {
        int[] keys = new int[rows * WIDTH];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = inOrder(Float.floatToRawIntBits(values[i]));
        }
        Backend.FLOAT_ROWS.sortColumns(keys, rows, WIDTH);
        for (int i = 0; i < keys.length; i++) {
            values[i] = Float.intBitsToFloat(inOrder(keys[i]));
        }
    }

    // Negative floats have bits that grow with the magnitude. Done twice, it gives the bits back.
    private static int inOrder(int bits) {
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }
}
