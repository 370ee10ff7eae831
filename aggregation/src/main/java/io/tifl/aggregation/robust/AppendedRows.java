package io.tifl.aggregation.robust;

/** Rows, and more rows of the same length after them. */
record AppendedRows(Rows first, Rows more) implements Rows {
    @Override
    public int count() {
        return first.count() + more.count();
    }

    @Override
    public int columns() {
        return first.columns();
    }

    @Override
    public void read(int row, int from, float[] into, int at, int count) {
        if (row < first.count()) {
            first.read(row, from, into, at, count);
        } else {
            more.read(row - first.count(), from, into, at, count);
        }
    }
}
