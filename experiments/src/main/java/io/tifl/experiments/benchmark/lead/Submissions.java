package io.tifl.experiments.benchmark.lead;

import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** What users ask for: benchmarks are taken in, cancelled and forgotten, on any coordinator of a store. Thread-safe. */
public final class Submissions {
    private final BenchmarkStore store;
    private final InstantSource clock;
    private final int queue;

    /** @param queue benchmarks that may be open at a time */
    public Submissions(BenchmarkStore store, InstantSource clock, int queue) {
        this.store = store;
        this.clock = clock;
        this.queue = queue;
    }

    /**
     * Takes benchmarks in: all, or none if one cannot be.
     *
     * @throws RefusedSubmissionException if names are taken, or too many are open
     * @throws IllegalArgumentException if one is too long to be sent
     */
    public List<BenchmarkJob> submit(List<BenchmarkSpec> specs) throws IOException, RefusedSubmissionException {
        requireNew(specs);
        int open = store.open().size();
        if (open + specs.size() > queue) {
            throw new RefusedSubmissionException(
                    RefusedSubmissionException.Code.QUEUE_FULL,
                    open + " benchmarks are open and " + specs.size() + " are submitted, at most " + queue
                            + " may be open");
        }
        Instant now = clock.instant();
        List<BenchmarkJob> jobs = new ArrayList<>();
        for (BenchmarkSpec spec : specs) {
            BenchmarkJob job = BenchmarkJob.of(spec, now, jobs.size());
            if (!store.create(job)) {
                undo(jobs);
                throw taken(spec.name());
            }
            jobs.add(job.at(1));
        }
        return jobs;
    }

    private void requireNew(List<BenchmarkSpec> specs) throws IOException, RefusedSubmissionException {
        Set<String> names = new HashSet<>();
        for (BenchmarkSpec spec : specs) {
            BenchmarkOrders.requireSendable(spec);
            if (!names.add(spec.name()) || store.get(spec.name()).isPresent()) {
                throw taken(spec.name());
            }
        }
    }

    private static RefusedSubmissionException taken(String name) {
        return new RefusedSubmissionException(
                RefusedSubmissionException.Code.NAME_TAKEN, "there is a benchmark '" + name + "' already");
    }

    private void undo(List<BenchmarkJob> jobs) throws IOException {
        for (BenchmarkJob job : jobs) {
            store.delete(job.name());
        }
    }

    /**
     * Cancels a benchmark that is not over.
     *
     * @return as it is then: {@link BenchmarkStatus#CANCELLED}, or how it ended before; empty if there is none
     */
    public Optional<BenchmarkJob> cancel(String name) throws IOException {
        Optional<BenchmarkJob> job = store.get(name);
        while (job.isPresent() && job.get().status().isOpen()) {
            Optional<BenchmarkJob> cancelled = store.replace(job.get()
                    .ended(
                            BenchmarkStatus.CANCELLED,
                            clock.instant(),
                            OptionalDouble.empty(),
                            "cancelled by an operator"));
            job = cancelled.isPresent() ? cancelled : store.get(name);
        }
        return job;
    }

    /** Forgets a benchmark that is over, and its result. */
    public void forget(String name) throws IOException, RefusedSubmissionException {
        Optional<BenchmarkJob> job = store.get(name);
        if (job.isPresent() && job.get().status().isOpen()) {
            throw new RefusedSubmissionException(
                    RefusedSubmissionException.Code.STILL_OPEN,
                    "benchmark '" + name + "' is " + job.get().status() + "; cancel it first");
        }
        store.delete(name);
    }
}
