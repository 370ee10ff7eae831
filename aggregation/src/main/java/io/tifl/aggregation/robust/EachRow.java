package io.tifl.aggregation.robust;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** Rows of any kind, all of one length. */
record EachRow(List<Row> rows, int columns) implements Rows {
    /** Rows where they lie. */
    static EachRow of(List<MemorySegment> segments, int columns) {
        return new EachRow(segments.stream().map(Row::of).toList(), columns);
    }

    @Override
    public int count() {
        return rows.size();
    }

    @Override
    public void read(int row, int from, float[] into, int at, int count) {
        rows.get(row).read(from, into, at, count);
    }
}
