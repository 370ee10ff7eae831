package io.tifl.experiments.benchmark.lead;

import io.tifl.experiments.benchmark.schedule.WaitingJob;
import io.tifl.protocol.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** An open benchmark in the leader's hands. Guarded by the leader's lock. */
final class Entry {
    /** Order of submission. */
    final long number;

    BenchmarkJob job;
    /** Seconds, on the follower it waits for or runs on. */
    double estimate;
    /** Those who could not do it: others are asked first. */
    final Set<ClientId> failedOn = new HashSet<>();
    /** Counts down when its order has gone out. */
    final CountDownLatch ordered = new CountDownLatch(1);

    @Nullable
    Thread thread;

    Entry(long number, BenchmarkJob job) {
        this.number = number;
        this.job = job;
    }

    WaitingJob waiting(Instant now) {
        return new WaitingJob(number, estimate, seconds(job.submitted(), now));
    }

    /** Seconds that it will still run. */
    double left(Instant now) {
        double had = job.started().map(start -> seconds(start, now)).orElse(0.0);
        return Math.max(0, estimate - had);
    }

    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toNanos() / 1e9);
    }
}
