package io.tifl.experiments.sim;

import io.tifl.protocol.task.TaskOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fixed set of threads that work through batches, first come, first served. Thread-safe. */
final class Workers implements Workplace {
    private final ClientProgram program;
    private final Deque<Batch> batches = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private boolean closed;

    Workers(ClientProgram program, int count) {
        this.program = program;
        for (int i = 0; i < count; i++) {
            threads.add(
                    Thread.ofPlatform().daemon().name("simulated-client-" + i).start(this::work));
        }
    }

    @Override
    public synchronized Work begin(List<TaskOrder> orders) {
        if (closed) {
            throw new IllegalStateException("the fleet is closed");
        }
        Batch batch = new Batch(orders, program);
        if (!threads.isEmpty()) {
            batches.addLast(batch);
            notifyAll();
        }
        return batch;
    }

    /** Cancels the batches, interrupts all threads and waits for their end. */
    @Override
    public void close() {
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
