package io.tifl.experiments.benchmark.load;

import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.spec.Objective;
import io.tifl.experiments.benchmark.spec.Workload;
import io.tifl.protocol.Seed;
import java.time.Duration;
import java.util.PrimitiveIterator;
import java.util.function.DoubleConsumer;

/**
 * Sends a workload's requests and measures what came of them.
 *
 * <p>In an open loop it never waits for answers: each request is sent at its planned time, and its latency counts from that time, not
 * from when it was really sent. A server that stalls is therefore seen to make all those wait who came in the meantime; a generator
 * with a fixed number of senders would stall with it and miss them (G. Tene's coordinated omission). Requests that time out are
 * recorded at the timeout. Those still open at the end of the plan are waited for. Thread-safe.
 */
public final class LoadGenerator {
    private static final long BETWEEN_REPORTS = Duration.ofMillis(200).toNanos();

    private static final double BUSY_RATE = 2000;
    private static final int BETWEEN_LOOKS = 8;
    private static final long BETWEEN_LOOKS_NANOS = 20_000;

    /** Requests of so long a time find a connection that is open already. */
    private static final double READY_SECONDS = 0.02;

    private static final int MOST_READY = 1000;

    private final Timeline time;

    public LoadGenerator(Timeline time) {
        this.time = time;
    }

    /**
     * Runs a workload once.
     *
     * @param seed of the plan
     * @param progress takes the share of the workload that is done, 0 to 1, now and then
     * @return with a utilisation of NaN
     * @throws InterruptedException at once, whatever is open
     */
    public Measurement run(Target target, Workload workload, Objective objective, Seed seed, DoubleConsumer progress)
            throws InterruptedException {
        long began = time.now();
        long timeout = workload.timeout().toNanos();
        Recording recording = new Recording(began, objective.limit().toNanos(), timeout);
        Outstanding outstanding = new Outstanding(time, target, workload.batch(), timeout, recording);
        Reports reports = new Reports(workload, progress);
        Plan plan = workload.mode().isClosedLoop()
                ? closedLoop(workload, outstanding, began, reports)
                : openLoop(target, workload, Arrivals.of(workload, seed), outstanding, began, reports);
        outstanding.awaitFewerThan(1);
        Latencies lag = workload.mode().isClosedLoop() ? Latencies.none() : recording.lag();
        return new Measurement(
                seed.value(),
                plan.requests(),
                workload.batch(),
                Duration.ofNanos(recording.lastEnd() - began),
                plan.rate(),
                recording.counts(),
                recording.stages(),
                lag,
                Double.NaN,
                Verdicts.of(objective, recording.counts(), lag));
    }

    /** What was sent, and at which planned rate. */
    private record Plan(long requests, double rate) {}

    private Plan openLoop(
            Target target, Workload workload, Arrivals arrivals, Outstanding outstanding, long began, Reports reports)
            throws InterruptedException {
        long number = 0;
        long planned = 0;
        boolean isBusy = isBusy(workload);
        if (isBusy) {
            target.takeOver((int) Math.min(MOST_READY, workload.rate() * READY_SECONDS));
        }
        try {
            for (PrimitiveIterator.OfLong times = arrivals.times(); times.hasNext(); ) {
                planned = times.nextLong();
                if (isBusy) {
                    takeAnswersUntil(target, began + planned, number);
                } else {
                    time.sleepUntil(began + planned);
                }
                outstanding.send(number++, began + planned);
                reports.at(planned, number);
            }
        } finally {
            if (isBusy) {
                target.handBack();
            }
        }
        // The plan lasts as long as nothing more is to come, be it in silence.
        boolean endsByItself = workload.mode() == Workload.Mode.BURST || workload.mode() == Workload.Mode.TRACE;
        long lasted =
                endsByItself ? planned : Math.max(planned, workload.duration().toNanos());
        return new Plan(number, lasted == 0 ? 0 : number / (lasted / 1e9));
    }

    /** Whether requests follow each other so closely that this thread has no rest between them anyway. */
    public static boolean isBusy(Workload workload) {
        return switch (workload.mode()) {
            case CONSTANT, POISSON, GAMMA -> workload.rate() >= BUSY_RATE;
            default -> false;
        };
    }

    private void takeAnswersUntil(Target target, long planned, long number) throws InterruptedException {
        // One that is behind sends several before it looks: a server that is awake is sent to in a third of the time.
        if (planned > time.now() || number % BETWEEN_LOOKS == 0) {
            target.takeAnswers();
        }
        for (long left = planned - time.now(); left > 0; left = planned - time.now()) {
            time.sleepUntil(Math.min(planned, time.now() + BETWEEN_LOOKS_NANOS));
            target.takeAnswers();
        }
    }

    private Plan closedLoop(Workload workload, Outstanding outstanding, long began, Reports reports)
            throws InterruptedException {
        int concurrency = workload.mode() == Workload.Mode.BLOCKING ? 1 : workload.concurrency();
        long duration = workload.duration().toNanos();
        long number = 0;
        long now = began;
        while (now - began < duration || number < workload.requests()) {
            outstanding.send(number++, now);
            reports.at(now - began, number);
            outstanding.awaitFewerThan(concurrency);
            now = time.now();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return new Plan(number, 0);
    }

    /** Says how far a workload is, not too often. Confined to one thread. */
    private static final class Reports {
        private final Workload workload;
        private final DoubleConsumer progress;
        private long last;

        Reports(Workload workload, DoubleConsumer progress) {
            this.workload = workload;
            this.progress = progress;
        }

        void at(long elapsed, long requests) {
            if (elapsed - last >= BETWEEN_REPORTS) {
                last = elapsed;
                progress.accept(Math.min(1, Math.min(share(elapsed), share(requests, expected()))));
            }
        }

        private double share(long elapsed) {
            return workload.mode() == Workload.Mode.TRACE
                    ? elapsed / (1e9 * Math.max(1e-9, workload.times().getLast()))
                    : share(elapsed, workload.duration().toNanos());
        }

        private long expected() {
            return workload.mode() == Workload.Mode.TRACE ? 0 : workload.requests();
        }

        private static double share(long done, long all) {
            return all == 0 ? 1 : (double) done / all;
        }
    }
}
