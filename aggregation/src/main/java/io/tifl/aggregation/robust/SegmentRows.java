package io.tifl.aggregation.robust;

import io.tifl.protocol.Parameters;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Rows where they lie. */
record SegmentRows(List<MemorySegment> segments, int columns) implements Rows {
    @Override
    public int count() {
        return segments.size();
    }

    @Override
    public void read(int row, int from, float[] into, int at, int count) {
        MemorySegment.copy(segments.get(row), Parameters.VALUE, (long) Float.BYTES * from, into, at, count);
    }
}
