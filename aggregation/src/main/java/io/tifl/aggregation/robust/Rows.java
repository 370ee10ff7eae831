package io.tifl.aggregation.robust;

/** The updates of one round as rows of a matrix, in an order that arrival has no part in. Thread-safe. */
interface Rows {
    /** At least 1. */
    int count();

    /** Values in each row. */
    int columns();

    /** Copies {@code count} values of a row, those of column {@code from} and on, into an array from {@code at} on. */
    void read(int row, int from, float[] into, int at, int count);
}
