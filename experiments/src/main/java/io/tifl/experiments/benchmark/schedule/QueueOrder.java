package io.tifl.experiments.benchmark.schedule;

import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.plugin.Named;
import java.util.Comparator;
import java.util.List;

/** A worker's tier: which of its waiting jobs runs next. A pure function, so thread-safe. */
public interface QueueOrder extends Named {
    /** The least goes first; ties are decided by the order of submission. */
    double rank(WaitingJob job);

    /** The job to run next, of at least one. */
    default WaitingJob next(List<WaitingJob> waiting) {
        return waiting.stream()
                .min(Comparator.comparingDouble(this::rank).thenComparingLong(WaitingJob::number))
                .orElseThrow(() -> new IllegalArgumentException("nothing waits"));
    }

    /**
     * Shortest job first, where waiting makes a job count as shorter: {@code estimate / (1 + waited / tau)}.
     *
     * @param tau seconds after which a job counts for half; positive
     */
    static QueueOrder ageing(double tau) {
        return new QueueOrders.Ageing("ageing", tau);
    }

    /** All orders, by name: the built-in ones, and those the service loader finds. */
    static Catalog<QueueOrder> catalog() {
        return QueueOrders.CATALOG;
    }
}
