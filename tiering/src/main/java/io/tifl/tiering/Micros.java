package io.tifl.tiering;

import java.time.Duration;

/**
 * Latencies as whole microseconds: sums of them are exact, so no order of clients or rounds can change a mean.
 *
 * <p>They lie between 0 and 30 days, which leaves room to sum three million of the longest.
 */
final class Micros {
    /** Not yet observed. */
    static final long UNKNOWN = -1;

    static final long LONGEST = 30L * 24 * 3600 * 1_000_000;

    private Micros() {}

    /** @throws IllegalArgumentException if the duration is negative or above 30 days */
    static long checked(Duration duration) {
        long micros = clamped(duration);
        if (duration.isNegative() || (micros == LONGEST && duration.compareTo(Duration.ofDays(30)) > 0)) {
            throw new IllegalArgumentException("a latency lies between 0 and 30 days, got " + duration);
        }
        return micros;
    }

    /** A clock that was set back, or a reply from last year, must not stop a round: the nearest possible latency. */
    static long clamped(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        return duration.toSeconds() >= LONGEST / 1_000_000 ? LONGEST : duration.toNanos() / 1000;
    }

    static Duration duration(long micros) {
        return Duration.ofSeconds(micros / 1_000_000, micros % 1_000_000 * 1000);
    }

    static double seconds(long micros) {
        return micros / 1e6;
    }
}
