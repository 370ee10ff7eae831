package io.tifl.aggregation;

import io.tifl.kernels.ExactSum;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An exact sum to which vectors are added a few at a time, since one pass over a sum costs about as much for one vector as for
 * several: a sum has four times as many bytes as a vector. Confined to one thread.
 */
final class PendingSum implements AutoCloseable {
    private static final int MOST = 8;
    /** Where several vectors are larger, no cache holds them until they are added. */
    private static final long MOST_BYTES = 64 << 20;

    private final ExactSum sum;
    private final boolean waits;
    private final List<MemorySegment> pending = new ArrayList<>();
    private final long[] weights = new long[MOST];

    PendingSum(ExactSum sum) {
        this.sum = sum;
        this.waits = (long) MOST * Float.BYTES * sum.size() <= MOST_BYTES;
    }

    /** Adds a vector sooner or later; it must not be changed or freed. */
    void add(MemorySegment values, long weight) {
        if (!waits) {
            sum.add(values, weight);
            return;
        }
        weights[pending.size()] = weight;
        pending.add(values);
        if (pending.size() == MOST) {
            settle();
        }
    }

    /** The sum without what is pending, which may be added to: the order does not matter. */
    ExactSum unsettled() {
        return sum;
    }

    /** The sum of all. */
    ExactSum settled() {
        settle();
        return sum;
    }

    private void settle() {
        if (!pending.isEmpty()) {
            sum.addAll(pending, Arrays.copyOf(weights, pending.size()));
            pending.clear();
        }
    }

    @Override
    public void close() {
        pending.clear();
        sum.close();
    }
}
