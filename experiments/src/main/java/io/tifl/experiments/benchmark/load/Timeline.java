package io.tifl.experiments.benchmark.load;

import java.util.function.BooleanSupplier;

/** Time as a load generator sees it: the machine's own, or one that a test moves on. */
public interface Timeline {
    /** Nanoseconds since any fixed moment. */
    long now();

    /** Returns once {@link #now} has reached a time, at once if it has. */
    void sleepUntil(long time) throws InterruptedException;

    /**
     * Returns once a condition holds or a time is reached, whichever is first.
     *
     * @param condition whoever makes it true calls {@link #wake} with this thread
     */
    void await(BooleanSupplier condition, long time) throws InterruptedException;

    /** Lets a thread that waits look at its condition again. */
    void wake(Thread waiting);

    /** The machine's time. Thread-safe. */
    static Timeline system() {
        return new SystemTimeline();
    }
}
