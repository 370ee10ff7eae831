package io.tifl.client.compiled;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * The threads that share the work of one learner: the one that calls and a few of our own, which start when first needed and
 * end with {@link #close()}. Confined to one calling thread at a time.
 */
final class Crew implements AutoCloseable {
    private final int threads;
    private final ExecutorService others;
    private volatile boolean working;

    /**
     * Starts no thread yet.
     *
     * @param threads with the calling one, at least 1
     */
    Crew(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("the number of threads must be at least 1, got " + threads);
        }
        this.threads = threads;
        this.others = Executors.newFixedThreadPool(
                Math.max(1, threads - 1),
                Thread.ofPlatform().daemon().name("tifl-kernels-", 0).factory());
    }

    int threads() {
        return threads;
    }

    /** Whether parts are being done now. */
    boolean isWorking() {
        return working;
    }

    /**
     * Does the parts 0 to {@code parts - 1}, each on one thread, and returns when all are done. Within a part there are no
     * further threads: what is asked for then is done at once by the thread that asks.
     */
    void each(int parts, IntConsumer work) {
        if (working || parts == 1) {
            for (int part = 0; part < parts; part++) {
                work.accept(part);
            }
            return;
        }
        working = true;
        try {
            share(parts, work);
        } finally {
            working = false;
        }
    }

    // Also where a part fails or the caller is interrupted, no other part may still be writing when this returns.
    private void share(int parts, IntConsumer work) {
        List<Future<?>> shared = new ArrayList<>();
        for (int part = 1; part < parts; part++) {
            int own = part;
            shared.add(others.submit(() -> work.accept(own)));
        }
        try {
            work.accept(0);
        } finally {
            boolean interrupted = false;
            for (Future<?> part : shared) {
                interrupted |= await(part);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        shared.forEach(Crew::result);
    }

    /** Waits to the end; tells whether it was interrupted meanwhile. */
    private static boolean await(Future<?> part) {
        boolean interrupted = false;
        while (true) {
            try {
                part.get();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                return interrupted;
            }
        }
    }

    private static void result(Future<?> part) {
        if (part.state() == Future.State.FAILED) {
            throw new IllegalStateException("a part of a kernel failed", part.exceptionNow());
        }
    }

    @Override
    public void close() {
        others.shutdownNow();
    }
}
