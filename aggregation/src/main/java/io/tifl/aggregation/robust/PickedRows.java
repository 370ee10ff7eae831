package io.tifl.aggregation.robust;

/** Some rows of many. */
final class PickedRows implements Rows {
    private final Rows rows;
    private final int[] picked;

    PickedRows(Rows rows, int... picked) {
        this.rows = rows;
        this.picked = picked;
    }

    @Override
    public int count() {
        return picked.length;
    }

    @Override
    public int columns() {
        return rows.columns();
    }

    @Override
    public void read(int row, int from, float[] into, int at, int count) {
        rows.read(picked[row], from, into, at, count);
    }
}
