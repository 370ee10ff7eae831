package io.tifl.experiments.sim;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until someone advances it. Thread-safe. */
public final class VirtualClock implements InstantSource {
    /** Where every virtual clock starts: the same in every run, so that reports are the same too. */
    public static final Instant START = Instant.parse("2000-01-01T00:00:00Z");

    private final AtomicLong nanosSinceStart = new AtomicLong();

    @Override
    public Instant instant() {
        return START.plusNanos(nanosSinceStart.get());
    }

    /** Virtual time since {@link #START}. */
    public Duration elapsed() {
        return Duration.ofNanos(nanosSinceStart.get());
    }

    /**
     * Advances to {@code instant}; does nothing if that has passed already, for time never runs backward.
     *
     * @throws ArithmeticException if {@code instant} is more than 292 years after the start
     */
    public void advanceTo(Instant instant) {
        long nanos = Duration.between(START, instant).toNanos();
        nanosSinceStart.accumulateAndGet(nanos, Math::max);
    }
}
