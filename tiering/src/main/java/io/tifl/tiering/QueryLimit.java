package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a policy waits for answers to its query.
 *
 * @param seconds 0 for what the profile says
 */
record QueryLimit(double seconds) {
    private static final double LONGEST = 30.0 * 24 * 3600;

    QueryLimit {
        if (!(seconds >= 0 && seconds <= LONGEST)) {
            throw new IllegalArgumentException("query-seconds must lie in [0, " + LONGEST + "], got " + seconds);
        }
    }

    static QueryLimit from(Settings settings) {
        return new QueryLimit(settings.real("query-seconds", 0));
    }

    Optional<Duration> of(TierPlan plan) {
        return seconds == 0
                ? Query.patience(plan)
                : Optional.of(Duration.ofNanos(Math.max(1, Math.round(seconds * 1e9))));
    }
}
