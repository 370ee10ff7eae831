package io.tifl.experiments.noise.federated;

import io.tifl.experiments.noise.federated.EvaluationRun.Forgetting;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.transport.CoordinatorTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the evaluations of a store, each on a virtual thread of its own. Thread-safe.
 *
 * <p>What is decided is kept before it is done. A leader that succeeds one that crashed takes the open rounds up; what the one before still
 * wants to keep is refused, as its revision is another one.
 */
public final class EvaluationLeader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EvaluationLeader.class);
    private static final long PAUSE_SECONDS = 2;

    private final Parts parts;
    private final Map<String, Running> running = new HashMap<>();
    private boolean closed;

    /**
     * What a leader works with.
     *
     * @param present clients that are there
     * @param done told of orders that nobody will ask about again
     */
    public record Parts(
            CoordinatorTransport transport,
            Supplier<SortedSet<ClientId>> present,
            EvaluationStore store,
            RobustnessModels models,
            Done done) {}

    /** Told that an order is over. */
    @FunctionalInterface
    public interface Done {
        void forget(TaskId task) throws IOException;

        /** For transports that keep nothing. */
        static Done nothing() {
            return _ -> {};
        }
    }

    private EvaluationLeader(Parts parts) {
        this.parts = parts;
    }

    /**
     * Begins to lead. When it returns, the orders of open rounds have gone out again.
     *
     * @throws IOException if what is kept cannot be read
     */
    public static EvaluationLeader start(Parts parts) throws IOException, InterruptedException {
        EvaluationLeader leader = new EvaluationLeader(parts);
        try {
            for (Running taken : leader.takeUp()) {
                taken.ready.await();
            }
            return leader;
        } catch (IOException | InterruptedException | RuntimeException e) {
            leader.close();
            throw e;
        }
    }

    /**
     * Looks what was submitted or cancelled, and has those that wait look again. Call it every few seconds.
     *
     * @throws IOException if the store does not answer; nothing is lost then
     */
    public void look() throws IOException {
        List<Running> _ = takeUp();
    }

    private synchronized List<Running> takeUp() throws IOException {
        List<Running> begun = new ArrayList<>();
        if (closed) {
            return begun;
        }
        Set<String> wanted = new HashSet<>();
        for (EvaluationStore.Kept kept : parts.store().running()) {
            String name = kept.evaluation().definition().name();
            wanted.add(name);
            Running known = running.get(name);
            if (known == null) {
                begun.add(begin(name, kept));
            } else {
                known.wake.release();
            }
        }
        for (Map.Entry<String, Running> one : running.entrySet()) {
            if (!wanted.contains(one.getKey())) {
                one.getValue().thread.interrupt();
            }
        }
        return begun;
    }

    private Running begin(String name, EvaluationStore.Kept kept) {
        Running one = new Running(name, kept);
        running.put(name, one);
        one.thread.start();
        return one;
    }

    /** One evaluation that is being carried out. */
    private final class Running {
        private final String name;
        private final CountDownLatch ready = new CountDownLatch(1);
        private final Semaphore wake = new Semaphore(0);
        private final Thread thread;
        private long revision;

        Running(String name, EvaluationStore.Kept kept) {
            this.name = name;
            this.revision = kept.revision();
            this.thread =
                    Thread.ofVirtual().name("noise-evaluation-" + name).unstarted(() -> carryOut(kept.evaluation()));
        }

        private void carryOut(Evaluation evaluation) {
            try {
                run(new EvaluationRun(evaluation, runParts(), ready::countDown));
            } catch (InterruptedException _) {
                LOG.debug("evaluation {} is not carried on here", name);
            } catch (RuntimeException e) { // a fault here must not keep others from being carried out
                LOG.error("evaluation {} stops until the next start", name, e);
                return;
            } finally {
                ready.countDown();
            }
            synchronized (EvaluationLeader.this) {
                running.remove(name, this);
            }
        }

        private void run(EvaluationRun run) throws InterruptedException {
            while (true) {
                try {
                    if (run.advance()) {
                        LOG.info("evaluation {} is {}", name, run.evaluation().status());
                        return;
                    }
                    ready.countDown();
                    wake.acquire();
                } catch (IOException | UncheckedIOException e) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException("interrupted while it wrote");
                    }
                    LOG.warn("evaluation {} goes on in {} s: {}", name, PAUSE_SECONDS, e.getMessage());
                    ready.countDown();
                    boolean _ = wake.tryAcquire(PAUSE_SECONDS, TimeUnit.SECONDS);
                }
            }
        }

        private EvaluationRun.Parts runParts() {
            Forgetting forgetting = parts.done()::forget;
            return new EvaluationRun.Parts(parts.transport(), parts.present(), parts.models(), this::keep, forgetting);
        }

        private boolean keep(Evaluation evaluation) throws IOException {
            boolean kept = parts.store().replace(evaluation, revision);
            revision++;
            return kept;
        }
    }

    /** Stops; what is under way is taken up by the next leader. */
    @Override
    public void close() {
        List<Running> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(running.values());
        }
        all.forEach(one -> one.thread.interrupt());
        try {
            for (Running one : all) {
                one.thread.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
