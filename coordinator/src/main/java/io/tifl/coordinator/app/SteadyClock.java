package io.tifl.coordinator.app;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that was set by the wall once and then goes by itself: it never jumps, whatever happens to the wall's. */
final class SteadyClock implements InstantSource {
    private final Instant start = Instant.now();
    private final long startNanos = System.nanoTime();

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }
}
