package io.tifl.client.pace;

import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.tifl.protocol.Seed;
import io.tifl.protocol.transport.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a client waits after a failure, by the rules of docs/http-api.md: what the coordinator asked for and up to half
 * as much again; or, where it did not ask, a first pause that doubles with each failure in a row up to a longest one, of
 * which up to one half is taken away. The random parts keep a fleet from coming back all at once. Thread-safe.
 */
public final class Pace {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration LONGEST_ASKED = Duration.ofHours(1);

    // More doublings than fit between any two pauses worth setting, and too few to overflow.
    private static final int MOST_DOUBLINGS = 30;

    private final long firstMillis;
    private final long longestMillis;
    private final RandomGenerator chance;
    private final Retry retry;

    /** From half a second up to a minute. Clients that should not act in step need seeds of their own. */
    public Pace(Seed seed) {
        this(seed, FIRST, LONGEST);
    }

    /** @throws IllegalArgumentException unless {@code first} is at least a millisecond and {@code longest} not shorter */
    public Pace(Seed seed, Duration first, Duration longest) {
        if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "pauses begin at 1 ms or more and grow, got " + first + " up to " + longest);
        }
        this.firstMillis = first.toMillis();
        this.longestMillis = longest.toMillis();
        this.chance = seed.child("pace").generator();
        this.retry = Retry.of(
                "coordinator",
                RetryConfig.custom()
                        .maxAttempts(Integer.MAX_VALUE)
                        .intervalBiFunction(this::pauseMillis)
                        .build());
    }

    /** A row of failures with no success between them. Confined to one thread. */
    public final class Failures {
        private final Retry.AsyncContext<Object> row = retry.asyncContext();

        private Failures() {}

        /** How long to wait after one more failure. */
        public Duration next(IOException failure) {
            return Duration.ofMillis(row.onError(failure));
        }
    }

    /** No failure yet. */
    public Failures failures() {
        return new Failures();
    }

    private long pauseMillis(int failures, Either<Throwable, Object> outcome) {
        if (outcome.getLeft() instanceof RefusedException refused
                && refused.retryAfter().isPresent()) {
            return lengthened(refused.retryAfter().get()).toMillis();
        }
        long doubled = firstMillis << Math.min(failures - 1, MOST_DOUBLINGS);
        long pause = Math.min(doubled, longestMillis);
        return pause - Math.round(draw() * pause / 2);
    }

    /** What the coordinator asked for, an hour at most, and up to half as much again. */
    public Duration lengthened(Duration asked) {
        Duration bounded = asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED;
        return bounded.plusMillis(Math.round(draw() * bounded.toMillis() / 2));
    }

    private double draw() {
        synchronized (chance) {
            return chance.nextDouble();
        }
    }
}
