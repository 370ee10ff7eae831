package io.tifl.experiments.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fixed set of threads that work through batches, first come, first served. Thread-safe. */
final class Workers {
    private final Deque<Batch> batches = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private boolean closed;

    Workers(int count) {
        for (int i = 0; i < count; i++) {
            threads.add(
                    Thread.ofPlatform().daemon().name("simulated-client-" + i).start(this::work));
        }
    }

    /** @throws IllegalStateException if closed */
    synchronized void offer(Batch batch) {
        if (closed) {
            throw new IllegalStateException("the fleet is closed");
        }
        if (!threads.isEmpty()) {
            batches.addLast(batch);
            notifyAll();
        }
    }

    /** Cancels the batches, interrupts all threads and waits for their end. */
    void close() {
        List<Batch> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(batches);
            batches.clear();
            notifyAll();
        }
        open.forEach(Batch::cancel);
        threads.forEach(Thread::interrupt);
        join();
    }

    private void join() {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        for (Batch batch = current(); batch != null; batch = current()) {
            batch.work();
            finished(batch);
        }
    }

    // It stays at the head while there is work in it, so that every free thread joins.
    private synchronized @Nullable Batch current() {
        while (batches.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                // Either the workers are closed, which the loop sees, or a batch's interrupt came late and is void.
            }
        }
        return closed ? null : batches.getFirst();
    }

    private synchronized void finished(Batch batch) {
        batches.remove(batch);
    }
}
