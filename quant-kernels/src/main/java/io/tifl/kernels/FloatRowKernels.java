package io.tifl.kernels;

/** Loops over rows of floats, arguments unchecked. Every implementation yields the same bits. */
interface FloatRowKernels {
    /** Rows in one side of a tile of products. */
    int TILE = 4;

    /** Sums kept for each pair of rows. */
    int TILE_SUMS = TILE * TILE * Kernels.PARTIAL_SUMS;

    /**
     * Adds the products of four rows with four rows: {@code sums[at + 8 * (4 * i + j) + c]} gets those of row {@code i} of
     * the ones and row {@code j} of the others in columns equal to {@code c} modulo 8, in ascending order.
     *
     * @param panel values that floats hold, so that products are exact
     * @param one first value of the first of the ones
     * @param other first value of the first of the others
     * @param stride from one row to the next
     * @param columns a multiple of 8
     */
    void multiplyTile(double[] panel, int one, int other, int stride, int columns, double[] sums, int at);

    /**
     * Sorts every column of {@code rows} rows of {@code width}, least first.
     *
     * @param keys row after row; a multiple of 16 wide
     */
    void sortColumns(int[] keys, int rows, int width);
}
