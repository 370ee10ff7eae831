package io.tifl.aggregation.robust;

import io.tifl.protocol.Parameters;
import java.lang.foreign.MemorySegment;

/** One update's values. Thread-safe. */
@FunctionalInterface
interface Row {
    /** Copies {@code count} values, those of column {@code from} and on, into an array from {@code at} on. */
    void read(int from, float[] into, int at, int count);

    /** A row where it lies. */
    static Row of(MemorySegment values) {
        return (from, into, at, count) ->
                MemorySegment.copy(values, Parameters.VALUE, (long) Float.BYTES * from, into, at, count);
    }
}
