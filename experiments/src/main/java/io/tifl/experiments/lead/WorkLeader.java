package io.tifl.experiments.lead;

import io.tifl.protocol.task.TaskId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the works of a store, each on a thread of its own. Thread-safe.
 *
 * <p>What is decided is kept before it is done. A leader that succeeds one that crashed goes on from what was kept; what the one before
 * still wants to keep is refused, as its revision is another one.
 */
public final class WorkLeader<T extends LedWork<T>> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkLeader.class);

    private final Terms<T> terms;
    private final Map<String, Running> running = new HashMap<>();
    private boolean closed;

    /**
     * What a leader works with.
     *
     * @param begin takes a work up
     * @param pause after which a work that waits looks again, also if nobody wakes it
     * @param threads begun from it
     */
    public record Terms<T extends LedWork<T>>(
            WorkStore<T> store, Beginning<T> begin, Duration pause, Thread.Builder threads) {}

    /** Takes a work up. */
    @FunctionalInterface
    public interface Beginning<T> {
        /**
         * From where it was kept.
         *
         * @param ready to be run once what was out has gone out again
         */
        Course<T> begin(T work, Keeper<T> keeper, Runnable ready);
    }

    /** Keeps a work as it is now. */
    @FunctionalInterface
    public interface Keeper<T> {
        /** @return false if somebody else changed it meanwhile: what this course knows of it is not true any more */
        boolean keep(T work) throws IOException;
    }

    /** Told of orders that nobody will ask about again. */
    @FunctionalInterface
    public interface Forgetting {
        void forget(TaskId task) throws IOException;
    }

    /** A work that is being carried out. Confined to one thread. */
    public interface Course<T> {
        /**
         * Does what can be done now.
         *
         * @return whether it is over
         */
        boolean advance() throws IOException, InterruptedException;

        /** As it is now. */
        T work();
    }

    private WorkLeader(Terms<T> terms) {
        this.terms = terms;
    }

    /**
     * Begins to lead. When it returns, what was out has gone out again.
     *
     * @throws IOException if what is kept cannot be read
     */
    public static <T extends LedWork<T>> WorkLeader<T> start(Terms<T> terms) throws IOException, InterruptedException {
        WorkLeader<T> leader = new WorkLeader<>(terms);
        try {
            for (WorkLeader<T>.Running taken : leader.takeUp()) {
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
        for (WorkStore.Kept<T> kept : terms.store().running()) {
            String name = kept.work().name();
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

    private Running begin(String name, WorkStore.Kept<T> kept) {
        Running one = new Running(name, kept);
        running.put(name, one);
        one.thread.start();
        return one;
    }

    /** One work that is being carried out. */
    private final class Running {
        private final String words;
        private final String name;
        private final CountDownLatch ready = new CountDownLatch(1);
        private final Semaphore wake = new Semaphore(0);
        private final Thread thread;
        private long revision;

        Running(String name, WorkStore.Kept<T> kept) {
            this.name = name;
            this.words = terms.store().kind() + " " + name;
            this.revision = kept.revision();
            this.thread =
                    terms.threads().name(terms.store().kind() + "-" + name).unstarted(() -> carryOut(kept.work()));
        }

        private void carryOut(T work) {
            try {
                run(terms.begin().begin(work, this::keep, ready::countDown));
            } catch (InterruptedException _) {
                LOG.debug("{} is not carried on here", words);
            } catch (RuntimeException e) { // a fault here must not keep others from being carried out
                LOG.error("{} stops until the next start", words, e);
                return;
            } finally {
                ready.countDown();
            }
            synchronized (WorkLeader.this) {
                running.remove(name, this);
            }
        }

        private void run(Course<T> course) throws InterruptedException {
            while (true) {
                try {
                    if (course.advance()) {
                        LOG.info("{} is {}", words, course.work().status());
                        return;
                    }
                } catch (IOException | UncheckedIOException e) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException("interrupted while it wrote");
                    }
                    LOG.warn("{} goes on soon: {}", words, e.getMessage());
                }
                ready.countDown();
                boolean _ = wake.tryAcquire(terms.pause().toMillis(), TimeUnit.MILLISECONDS);
                wake.drainPermits();
            }
        }

        private boolean keep(T work) throws IOException {
            boolean kept = terms.store().replace(work, revision);
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
