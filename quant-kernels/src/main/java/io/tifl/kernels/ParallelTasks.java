package io.tifl.kernels;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the parts of a work on several threads, each of which takes the next part when it is done with one. */
final class ParallelTasks<T> {
    private final List<T> parts;
    private final Consumer<T> work;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch left;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private ParallelTasks(List<T> parts, Consumer<T> work) {
        this.parts = parts;
        this.work = work;
        this.left = new CountDownLatch(parts.size());
    }

    /**
     * Runs all parts on the calling thread and up to {@code threads - 1} of the executor's, and waits for all, whichever
     * fail. A thread of the executor that comes late finds nothing left to do, and is not waited for.
     */
    static <T> void run(Threads threads, List<T> parts, Consumer<T> work) {
        ParallelTasks<T> tasks = new ParallelTasks<>(parts, work);
        try {
            for (int i = 1; i < Math.min(threads.count(), parts.size()); i++) {
                threads.executor().execute(tasks::takeParts);
            }
        } finally {
            tasks.takeParts();
            tasks.awaitOthers();
        }
        tasks.throwFailure();
    }

    private void takeParts() {
        for (int part = next.getAndIncrement(); part < parts.size(); part = next.getAndIncrement()) {
            try {
                work.accept(parts.get(part));
            } catch (Throwable thrown) {
                failure.compareAndSet(null, thrown);
            } finally {
                left.countDown();
            }
        }
    }

    /** No part may outlive the call, even if interrupted: the caller may free its operands. */
    private void awaitOthers() {
        boolean interrupted = false;
        while (true) {
            try {
                left.await();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void throwFailure() {
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("a part of the work failed", thrown);
        }
    }
}
