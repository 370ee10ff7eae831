package io.tifl.coordinator.store;

import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Metric;
import io.tifl.coordinator.store.JournalBatch.Entry;
import io.tifl.coordinator.store.StoreException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns many threads' entries into few transactions: while one is being forced to the disk, the next gathers. Nothing waits
 * for company: an entry that comes alone is written alone, at once. Thread-safe.
 */
final class GroupCommit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int MOST_ENTRIES = 2048;
    private static final long MOST_BYTES = 16 << 20;
    private static final int MOST_WAITING = 4096;

    private final JournalBatch batch;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Meters meters;
    private final Thread writer;

    // Whoever submits holds the shared lock, so nothing comes after the end.
    private final ReadWriteLock closing = new ReentrantReadWriteLock();
    private boolean closed;

    private record Waiting(Entry entry, CompletableFuture<Journaled> answer) {}

    private static final Waiting END =
            new Waiting(JournalBatch.END, CompletableFuture.completedFuture(Journaled.CLOSED));

    GroupCommit(JournalBatch batch, Meters meters) {
        this.batch = batch;
        this.meters = meters;
        meters.watch(Metric.GROUP_WAITING, queue::size);
        // Not a virtual thread: it spends its time in the native code of the database.
        this.writer = Thread.ofPlatform().daemon().name("tifl-journal").start(this::run);
    }

    /** Waits until the entry is written, or known to be none that is kept. */
    Journaled submit(Entry entry) throws StoreException, InterruptedException {
        Waiting waiting = new Waiting(entry, new CompletableFuture<>());
        enqueue(waiting);
        try {
            return waiting.answer().get();
        } catch (ExecutionException e) {
            throw told(e);
        }
    }

    private void enqueue(Waiting waiting) throws StoreException, InterruptedException {
        closing.readLock().lockInterruptibly();
        try {
            if (closed) {
                throw new StoreException(
                        Reason.OTHER, "the journal is closed: the coordinator stops or does not lead any more");
            }
            queue.put(waiting);
        } finally {
            closing.readLock().unlock();
        }
    }

    // A new exception for each caller: they have different stack traces and one must not see another's.
    private static StoreException told(ExecutionException failure) {
        return switch (failure.getCause()) {
            case FencedException fenced -> fenced;
            case StoreException fault -> new StoreException(fault.reason(), String.valueOf(fault.getMessage()), fault);
            case null, default -> new StoreException(Reason.OTHER, "the journal failed: " + failure, failure);
        };
    }

    private void run() {
        List<Waiting> some = new ArrayList<>();
        boolean open = true;
        while (open) {
            some.clear();
            try {
                gather(some);
            } catch (InterruptedException _) {
                LOG.warn("the journal's writer was interrupted; it goes on, as only its own end stops it");
                continue;
            }
            open = !some.remove(END);
            write(some);
        }
    }

    private void gather(List<Waiting> some) throws InterruptedException {
        long bytes = add(some, queue.take());
        while (some.size() < MOST_ENTRIES && bytes < MOST_BYTES) {
            Waiting next = queue.poll();
            if (next == null) {
                return;
            }
            bytes += add(some, next);
        }
    }

    private static long add(List<Waiting> some, Waiting waiting) {
        some.add(waiting);
        return waiting.entry().rowBytes();
    }

    private void write(List<Waiting> some) {
        if (some.isEmpty()) {
            return;
        }
        try {
            long began = System.nanoTime();
            List<Journaled> answers =
                    batch.write(some.stream().map(Waiting::entry).toList());
            meters.timeSince(Metric.GROUP_COMMIT_TIME, began);
            meters.record(Metric.GROUP_COMMIT_SIZE, some.size());
            for (int i = 0; i < some.size(); i++) {
                some.get(i).answer().complete(answers.get(i));
            }
        } catch (Throwable e) { // whatever it is, those who wait must hear of it, and the next may fare better
            some.forEach(waiting -> waiting.answer().completeExceptionally(e));
        }
    }

    @Override
    public void close() {
        closing.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                awaitUninterruptibly(() -> queue.put(END));
            }
        } finally {
            closing.writeLock().unlock();
        }
        awaitUninterruptibly(writer::join);
    }

    @FunctionalInterface
    private interface Wait {
        void run() throws InterruptedException;
    }

    private static void awaitUninterruptibly(Wait wait) {
        boolean interrupted = false;
        while (true) {
            try {
                wait.run();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
