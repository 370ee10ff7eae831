package io.tifl.client.compiled;

/**
 * A matrix cut into panels of two vectors' columns, each in one piece row after row: what {@link Kernels#panel} multiplies with.
 *
 * @param address of the first panel's first row in use; those before belong to another factor
 * @param stride floats from one panel to the next
 * @param count of panels
 * @param width columns of a panel
 */
record Panels(int address, int stride, int count, int width) {
    // A panel's part stays in first-level cache while all rows pass, the rows' part in the second level. Few rows gain
    // less by
    // that than starting more tiles costs.
    private static final int BLOCK_LENGTH = 256;
    private static final int BLOCK_ROWS = 128;
    private static final int FEW_ROWS = 12;
    private static final int FEW_ROWS_LENGTH = 1024;

    /** All columns from {@code skipped} rows on. */
    Panels from(int skipped) {
        return new Panels(address + skipped * width, stride, count, width);
    }

    /**
     * {@code out = start + a * this}.
     *
     * @param length columns of a and rows of this
     * @param start one row with all columns, or {@link Kernels#ONTO}
     */
    void multiply(Kernels kernels, int a, int aRow, int rows, int length, int start, int out, int outRow) {
        int most = rows <= FEW_ROWS ? FEW_ROWS_LENGTH : BLOCK_LENGTH;
        for (int row = 0; row < rows; row += BLOCK_ROWS) {
            int count = Math.min(BLOCK_ROWS, rows - row);
            for (int k = 0; k < length; k += most) {
                block(
                        kernels,
                        a + row * aRow + k,
                        aRow,
                        count,
                        k,
                        Math.min(most, length - k),
                        k == 0 ? start : Kernels.ONTO,
                        out + row * outRow,
                        outRow);
            }
        }
    }

    private void block(Kernels kernels, int a, int aRow, int rows, int k, int length, int start, int out, int outRow) {
        for (int p = 0; p < count; p++) {
            int from = start == Kernels.ONTO ? Kernels.ONTO : start + p * width;
            kernels.panel(a, aRow, rows, length, address + p * stride + k * width, from, out + p * width, outRow);
        }
    }
}
