package io.tifl.experiments.sim;

import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.task.TaskReply.Failed;
import io.tifl.protocol.task.TaskReply.Fault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The work of one dispatch, claimed in the order of its list by the workers and by the thread that waits for it.
 * Thread-safe; its monitor guards everything.
 */
final class Batch implements Workplace.Work {
    /** How far the workers run ahead of the reader: enough to keep them busy, and all the replies that are ever kept. */
    private static final int LOOK_AHEAD = 64;

    private final List<TaskOrder> orders;
    private final ClientProgram program;
    private final @Nullable TaskReply[] replies;
    private final List<Thread> running = new ArrayList<>();
    private int unclaimed;
    private int reading;
    private int asleep;
    private boolean cancelled;

    Batch(List<TaskOrder> orders, ClientProgram program) {
        this.orders = orders;
        this.program = program;
        this.replies = new @Nullable TaskReply[orders.size()];
    }

    /** As a worker: does pieces of work until all are claimed. Ends the interrupts that {@link #cancel} makes. */
    void work() {
        while (true) {
            int index = claimAsWorker();
            if (index == orders.size()) {
                return;
            }
            finishAsWorker(index, attempt(orders.get(index)));
        }
    }

    /**
     * As the reader: the reply to piece {@code index}, once; works while it would have to wait.
     *
     * @throws IllegalStateException if cancelled
     */
    @Override
    public Workplace.Finished await(int index) throws InterruptedException {
        while (true) {
            int claimed;
            synchronized (this) {
                reading = index;
                while (!cancelled && replies[index] == null && unclaimed == orders.size()) {
                    sleep();
                }
                if (cancelled) {
                    throw new IllegalStateException("the fleet was closed");
                }
                TaskReply reply = replies[index];
                if (reply != null) {
                    replies[index] = null;
                    wake();
                    return Workplace.Finished.of(reply);
                }
                claimed = unclaimed++;
            }
            workAsReader(claimed);
        }
    }

    /** Drops what is unclaimed, interrupts what is running and waits until nothing runs. */
    @Override
    public synchronized void cancel() {
        cancelled = true;
        unclaimed = orders.size();
        wake();
        running.forEach(Thread::interrupt);
        boolean interrupted = false;
        while (!running.isEmpty()) {
            try {
                sleep();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized int claimAsWorker() {
        try {
            while (unclaimed < orders.size() && unclaimed > reading + LOOK_AHEAD) {
                sleep();
            }
        } catch (InterruptedException e) {
            // Only the end of all workers interrupts one that is idle; it is looked for next.
            return orders.size();
        }
        if (unclaimed == orders.size()) {
            return unclaimed;
        }
        running.add(Thread.currentThread());
        return unclaimed++;
    }

    private synchronized void finishAsWorker(int index, TaskReply reply) {
        replies[index] = reply;
        running.remove(Thread.currentThread());
        // Cleared under the monitor, so that an interrupt meant for this piece never reaches another.
        Thread.interrupted();
        wake();
    }

    private void workAsReader(int index) throws InterruptedException {
        TaskReply reply = attempt(orders.get(index));
        synchronized (this) {
            replies[index] = reply;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while working on " + reply.id());
        }
    }

    /** Never throws: whatever a program does, its order is answered. Restores the interrupt flag. */
    @SuppressWarnings("CatchingUnchecked")
    private TaskReply attempt(TaskOrder order) {
        try {
            return program.run(order);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Failed(order.id(), Fault.CANCELLED, "interrupted");
        } catch (OutOfMemoryError e) {
            return new Failed(order.id(), Fault.RESOURCES, e.toString());
        } catch (Throwable e) {
            return new Failed(order.id(), Fault.CLIENT, e.toString());
        }
    }

    // Every caller loops.
    @SuppressWarnings("WaitNotInLoop")
    private void sleep() throws InterruptedException {
        asleep++;
        try {
            wait();
        } finally {
            asleep--;
        }
    }

    private void wake() {
        if (asleep > 0) {
            notifyAll();
        }
    }
}
