package io.tifl.experiments.advi.federated;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.transport.CoordinatorTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
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
 * Carries out the fits of a store, each on a thread of its own. Thread-safe.
 *
 * <p>A leader that succeeds one that crashed goes on from what was kept; what the one before still wants to keep is refused, as its revision
 * is another one.
 */
public final class PosteriorLeader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PosteriorLeader.class);
    private static final long PAUSE_MILLIS = 500;

    private final Parts parts;
    private final Map<String, Running> running = new HashMap<>();
    private boolean closed;

    /**
     * What a leader works with.
     *
     * @param present clients that are there
     * @param clock by which clients that are gone are waited for
     * @param done told of orders that nobody will ask about again
     */
    public record Parts(
            CoordinatorTransport transport,
            Supplier<SortedSet<ClientId>> present,
            InstantSource clock,
            PosteriorStore store,
            Done done) {}

    /** Told that an order is over. */
    @FunctionalInterface
    public interface Done {
        void forget(TaskId task) throws IOException;
    }

    /** The job that orders are parts of, and the model that they name. */
    public static Map.Entry<JobId, GlobalModel> named() {
        return Map.entry(ShardOrders.WHOLE, ShardOrders.NO_MODEL);
    }

    private PosteriorLeader(Parts parts) {
        this.parts = parts;
    }

    /**
     * Begins to lead. When it returns, the orders of fits under way have gone out again.
     *
     * @throws IOException if what is kept cannot be read
     */
    public static PosteriorLeader start(Parts parts) throws IOException, InterruptedException {
        PosteriorLeader leader = new PosteriorLeader(parts);
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
        for (PosteriorStore.Kept kept : parts.store().running()) {
            String name = kept.fit().definition().name();
            wanted.add(name);
            Running known = running.get(name);
            if (known == null) {
                begun.add(begin(name, kept));
            } else {
                known.wake.release();
            }
        }
        running.forEach((name, one) -> {
            if (!wanted.contains(name)) {
                one.thread.interrupt();
            }
        });
        return begun;
    }

    private Running begin(String name, PosteriorStore.Kept kept) {
        Running one = new Running(name, kept);
        running.put(name, one);
        one.thread.start();
        return one;
    }

    /** One fit that is being carried out. */
    private final class Running {
        private final String name;
        private final CountDownLatch ready = new CountDownLatch(1);
        private final Semaphore wake = new Semaphore(0);
        private final Thread thread;
        private long revision;

        Running(String name, PosteriorStore.Kept kept) {
            this.name = name;
            this.revision = kept.revision();
            this.thread = Thread.ofPlatform().daemon().name("posterior-" + name).unstarted(() -> carryOut(kept.fit()));
        }

        private void carryOut(PosteriorFit fit) {
            try {
                run(fit);
            } catch (InterruptedException _) {
                LOG.debug("posterior {} is not carried on here", name);
            } catch (RuntimeException e) { // a fault here must not keep others from being carried out
                LOG.error("posterior {} stops until the next start", name, e);
                return;
            } finally {
                ready.countDown();
            }
            synchronized (PosteriorLeader.this) {
                running.remove(name, this);
            }
        }

        private void run(PosteriorFit fit) throws InterruptedException {
            PosteriorRun run = new PosteriorRun(fit, runParts(), ready::countDown);
            while (true) {
                try {
                    if (run.advance()) {
                        LOG.info("posterior {} is {}", name, run.fit().status());
                        return;
                    }
                } catch (IOException | UncheckedIOException e) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException("interrupted while it wrote");
                    }
                    LOG.warn("posterior {} goes on soon: {}", name, e.getMessage());
                }
                ready.countDown();
                boolean _ = wake.tryAcquire(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                wake.drainPermits();
            }
        }

        private PosteriorRun.Parts runParts() {
            return new PosteriorRun.Parts(
                    parts.transport(), parts.present(), parts.clock(), this::keep, parts.done()::forget);
        }

        private boolean keep(PosteriorFit fit) throws IOException {
            boolean kept = parts.store().replace(fit, revision);
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
