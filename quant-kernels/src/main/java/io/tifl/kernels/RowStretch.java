package io.tifl.kernels;

/**
 * Some rows out of many, or a part of one.
 *
 * @param row the first row
 * @param from the first column, a multiple of eight; 0 unless a row is cut
 * @param columns of each row; all of them unless a row is cut
 */
record RowStretch(FusedRows format, int row, int rows, int from, int columns) {
    /** The first code, in bytes from the first row's. */
    long codesAt() {
        return (long) row * format.rowBytes() + (long) from * format.bits() / Byte.SIZE;
    }

    /** From the first code to the scale of its row, in bytes. */
    int header() {
        return format.codeBytes() - (int) ((long) from * format.bits() / Byte.SIZE);
    }

    /** The number of the first value. */
    int first() {
        return row * format.columns() + from;
    }
}
