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
    private static final int MOST = 16;
    /** Fewer at once are hardly faster than one by one. */
    private static final int LEAST = 8;
    /** Of those that wait. */
    private static final long MOST_BYTES = 64 << 20;

    private final ExactSum sum;
    /** Vectors that are added at once. */
    private final int atOnce;

    private final List<MemorySegment> pending = new ArrayList<>();
    private final long[] weights = new long[MOST];

    PendingSum(ExactSum sum) {
        this.sum = sum;
        long fitting = MOST_BYTES / ((long) Float.BYTES * Math.max(1, sum.size()));
        this.atOnce = fitting < LEAST ? 1 : (int) Math.min(fitting, MOST);
    }

    /** Adds a vector sooner or later; it must not be changed or freed. */
    void add(MemorySegment values, long weight) {
        if (atOnce == 1) {
            sum.add(values, weight);
            return;
        }
        weights[pending.size()] = weight;
        pending.add(values);
        if (pending.size() == atOnce) {
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
