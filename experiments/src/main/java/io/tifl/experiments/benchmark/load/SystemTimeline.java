package io.tifl.experiments.benchmark.load;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The machine's time. Sleeps by parking, and spins the last of it where a parked thread wakes late. */
final class SystemTimeline implements Timeline {
    /** What a parked thread is late by, usually. Longer spinning would take a core from the server under test. */
    private static final long LATE_NANOS = 60_000;

    /** What waking takes where it is not delayed on purpose. */
    private static final long WAKING_NANOS = 3_000;

    private final ThreadLocal<Long> spin =
            ThreadLocal.withInitial(() -> Punctuality.ofThisThread() ? WAKING_NANOS : LATE_NANOS);

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public void sleepUntil(long time) throws InterruptedException {
        long spinning = spin.get();
        for (long left = time - now(); left > 0; left = time - now()) {
            if (left > spinning) {
                park(left - spinning);
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
