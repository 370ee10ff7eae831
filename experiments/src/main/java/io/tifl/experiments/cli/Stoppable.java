package io.tifl.experiments.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * On Ctrl-C or a request to terminate, interrupts the thread that runs a command and lets it write its checkpoint and say so
 * before the process ends.
 */
final class Stoppable implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    private Stoppable(Thread running) {
        hook = new Thread(() -> stop(running), "tifl-stop");
    }

    /** From now on until it is closed, for the current thread. */
    static Stoppable onSignal() {
        Stoppable stoppable = new Stoppable(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(stoppable.hook);
        return stoppable;
    }

    private void stop(Thread running) {
        running.interrupt();
        try {
            boolean _ = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        done.countDown();
        try {
            boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is already ending: the hook is what woke us.
        }
    }
}
