package io.tifl.experiments.benchmark.serve;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The rule of dynamic batching: requests wait in order until there are enough for a full batch, or the oldest has waited long enough.
 * InferBench's serving loop, arXiv 2011.02327. Times are nanoseconds of any one clock. Confined to one thread, or one lock.
 */
final class BatchQueue<T> {
    /** Of {@link #dueAt} when nothing waits. */
    static final long NEVER = Long.MAX_VALUE;

    private record Waiting<T>(T request, long since) {}

    private final int maxBatch;
    private final long maxWait;
    private final int most;
    private final ArrayDeque<Waiting<T>> waiting = new ArrayDeque<>();

    BatchQueue(int maxBatch, Duration maxWait, int most) {
        if (maxBatch < 1 || maxWait.isNegative() || most < 1) {
            throw new IllegalArgumentException(
                    "a queue needs batches of 1 or more, a wait of 0 or more and room for 1 or"
                            + " more, got batches of " + maxBatch + ", a wait of " + maxWait + " and room for " + most);
        }
        this.maxBatch = maxBatch;
        this.maxWait = maxWait.toNanos();
        this.most = most;
    }

    /** Whether there was room. */
    boolean offer(T request, long now) {
        return waiting.size() < most && waiting.add(new Waiting<>(request, now));
    }

    /** From when on a batch can be taken, {@link #NEVER} while nothing waits. */
    long dueAt() {
        Waiting<T> oldest = waiting.peek();
        if (oldest == null) {
            return NEVER;
        }
        return waiting.size() >= maxBatch ? oldest.since() : oldest.since() + maxWait;
    }

    /** The next batch, oldest first: of all that wait, as many as fit. */
    List<T> take() {
        List<T> batch = new ArrayList<>(Math.min(maxBatch, waiting.size()));
        while (batch.size() < maxBatch && !waiting.isEmpty()) {
            batch.add(waiting.remove().request());
        }
        return batch;
    }

    int size() {
        return waiting.size();
    }
}
