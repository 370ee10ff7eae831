package io.tifl.experiments.benchmark.service;

import io.tifl.coordinator.web.EventStream;
import io.tifl.experiments.benchmark.lead.BenchmarkJob;
import io.tifl.experiments.benchmark.lead.LeaderListener;
import io.tifl.experiments.benchmark.lead.Shadow;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to benchmarks, told to whoever watches, in order, on a thread that keeps the leader from waiting for them.
 * Thread-safe.
 */
final class BenchmarkEvents implements LeaderListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BenchmarkEvents.class);

    private final List<Consumer<Event>> watchers = new CopyOnWriteArrayList<>();
    private final ExecutorService telling = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("benchmark-events").factory());

    /**
     * One thing that happened.
     *
     * @param name of its kind
     * @param benchmark it happened to; empty if to all
     * @param data for JSON
     */
    record Event(String name, String benchmark, Object data) implements EventStream.Event {}

    /** Tells what happens from now on, until the handle is closed. */
    AutoCloseable watch(Consumer<Event> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    @Override
    public void changed(BenchmarkJob job) {
        tell(new Event("benchmark", job.name(), BenchmarkSummary.of(job)));
    }

    @Override
    public void batch(Shadow shadow) {
        tell(new Event("batch", "", ScheduleSummary.of(shadow)));
    }

    private void tell(Event event) {
        try {
            telling.execute(() -> watchers.forEach(watcher -> watcher.accept(event)));
        } catch (RejectedExecutionException _) {
            LOG.debug("nobody is told any more");
        }
    }

    @Override
    public void close() {
        telling.shutdownNow();
    }
}
