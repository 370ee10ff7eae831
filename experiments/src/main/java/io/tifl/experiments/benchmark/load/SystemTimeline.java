package io.tifl.experiments.benchmark.load;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The machine's time. Sleeps by parking, and spins the last of it, since a parked thread wakes late. */
final class SystemTimeline implements Timeline {
    /** What a parked thread is late by, usually. Longer spinning would take a core from the server under test. */
    private static final long SPIN_NANOS = 60_000;

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public void sleepUntil(long time) throws InterruptedException {
        for (long left = time - now(); left > 0; left = time - now()) {
            if (left > SPIN_NANOS) {
                park(left - SPIN_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
        failIfInterrupted();
    }

    @Override
    public void await(BooleanSupplier condition, long time) throws InterruptedException {
        for (long left = time - now(); left > 0 && !condition.getAsBoolean(); left = time - now()) {
            park(left);
        }
        failIfInterrupted();
    }

    @Override
    public void wake(Thread waiting) {
        LockSupport.unpark(waiting);
    }

    private void park(long nanos) throws InterruptedException {
        LockSupport.parkNanos(this, nanos);
        failIfInterrupted();
    }

    private static void failIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
