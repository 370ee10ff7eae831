package io.tifl.coordinator.job;

import io.tifl.coordinator.http.Presence;
import io.tifl.coordinator.round.Inquiry;
import io.tifl.coordinator.round.RoundWatch;
import io.tifl.protocol.JobId;
import io.tifl.protocol.auth.NoiseSource;
import io.tifl.protocol.secure.SecureStage;
import io.tifl.protocol.transport.CoordinatorTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The jobs that run, each on a thread of its own. Thread-safe.
 *
 * <p>A job whose state cannot be kept (the disk is full, the database is away) is tried again until it can; one that cannot
 * be understood has failed.
 */
public final class JobRuns implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobRuns.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final JobState state;
    private final CoordinatorTransport transport;
    private final Presence presence;
    private final ModelInitializer models;
    private final InstantSource clock;
    private final JobListener listener;
    private final Ending ending;
    private final Interruption interruption;
    private final NoiseSource noise;
    private final Map<JobId, Thread> running = new HashMap<>();
    private boolean closed;

    /** How a job came to its end. */
    public enum End {
        /** All rounds are done, or as many as the privacy budget bears. */
        COMPLETED,
        /** It can never go on. */
        FAILED
    }

    /** Told when a job is over; may fail, and is then told again. */
    @FunctionalInterface
    public interface Ending {
        void ended(JobId job, End end, String reason) throws IOException;
    }

    /** Told when a job was stopped in the midst of a round, which is taken up again when it goes on. */
    @FunctionalInterface
    public interface Interruption {
        void interrupted(JobId job);
    }

    /** @param noise a secret that all coordinators of one store share */
    public JobRuns(
            JobState state,
            CoordinatorTransport transport,
            Presence presence,
            ModelInitializer models,
            InstantSource clock,
            JobListener listener,
            Ending ending,
            Interruption interruption,
            NoiseSource noise) {
        this.interruption = interruption;
        this.state = state;
        this.transport = transport;
        this.presence = presence;
        this.models = models;
        this.clock = clock;
        this.listener = listener;
        this.ending = ending;
        this.noise = noise;
    }

    /** Starts the job unless it runs. */
    public synchronized void ensure(JobId job, String definition) {
        if (!closed && !running.containsKey(job)) {
            running.put(job, Thread.ofVirtual().name("job-" + job).start(() -> run(job, definition)));
        }
    }

    /** Interrupts all others; they go on from their last state when they are started again. */
    public void keepOnly(Set<JobId> wanted) {
        List<Thread> others;
        synchronized (this) {
            others = running.entrySet().stream()
                    .filter(entry -> !wanted.contains(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
        }
        others.forEach(Thread::interrupt);
    }

    private void run(JobId job, String definition) {
        MDC.put("job", job.value());
        try {
            runToTheEnd(job, definition, listener.started(job));
        } catch (InterruptedException _) {
            LOG.info("job {} stops after its last state", job);
            interruption.interrupted(job);
            interruption.interrupted(FederatedEvaluator.jobOf(job));
            interruption.interrupted(Inquiry.jobOf(job));
            SecureStage.jobsOf(job).forEach(interruption::interrupted);
        } finally {
            listener.stopped(job);
            synchronized (this) {
                running.remove(job);
            }
        }
    }

    private void runToTheEnd(JobId job, String definition, RoundWatch watch) throws InterruptedException {
        while (true) {
            try {
                ending.ended(job, End.COMPLETED, runner(definition, watch).run());
                listener.ended(job, true);
                return;
            } catch (InvalidJobException | IllegalArgumentException | IllegalStateException e) {
                LOG.error("job {} has failed", job, e);
                fail(job, String.valueOf(e.getMessage()));
                return;
            } catch (IOException | UncheckedIOException e) {
                // To interrupt a thread that talks to a database closes its connection: nothing is wrong with either.
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while it wrote its state");
                }
                listener.cutShort(job);
                LOG.warn("job {} goes on in {} s: {}", job, PAUSE.toSeconds(), e.getMessage());
                Thread.sleep(PAUSE);
            }
        }
    }

    private JobRunner runner(String definition, RoundWatch watch) throws InvalidJobException {
        return new JobRunner(
                JobDefinition.parse(definition), state, transport, presence, models, clock, listener, watch, noise);
    }

    private void fail(JobId job, String reason) throws InterruptedException {
        while (true) {
            try {
                ending.ended(job, End.FAILED, reason);
                listener.ended(job, false);
                return;
            } catch (IOException e) {
                LOG.warn("it cannot be noted yet that job {} has failed: {}", job, e.getMessage());
                Thread.sleep(PAUSE);
            }
        }
    }

    /** Interrupts all jobs and waits for them. */
    @Override
    public void close() {
        List<Thread> threads;
        synchronized (this) {
            closed = true;
            threads = List.copyOf(running.values());
        }
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
