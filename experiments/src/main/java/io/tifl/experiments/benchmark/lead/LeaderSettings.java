package io.tifl.experiments.benchmark.lead;

import io.tifl.experiments.benchmark.schedule.Policies;
import java.time.Duration;

/**
 * How a leader leads.
 *
 * @param policies where benchmarks run, and in which order
 * @param queue benchmarks that may be open at a time; more are refused
 * @param attempts after which a benchmark has failed, 1 to 99
 * @param patience how long a follower has at least; it has five times the estimate if that is longer
 */
public record LeaderSettings(Policies policies, int queue, int attempts, Duration patience) {
    private static final int PATIENCE_PER_ESTIMATE = 5;

    public LeaderSettings {
        if (queue < 1 || attempts < 1 || attempts > 99 || !patience.isPositive()) {
            throw new IllegalArgumentException(
                    "a leader takes at least 1 benchmark, makes 1 to 99 attempts and has some" + " patience, got "
                            + queue + ", " + attempts + ", " + patience);
        }
    }

    /** Least work, shortest first; ten thousand benchmarks, three attempts, ten minutes. */
    public static LeaderSettings standard() {
        return new LeaderSettings(Policies.standard(), 10_000, 3, Duration.ofMinutes(10));
    }

    public LeaderSettings with(Policies policies) {
        return new LeaderSettings(policies, queue, attempts, patience);
    }

    Duration limit(double estimate) {
        Duration ample = Duration.ofMillis((long) (1000 * PATIENCE_PER_ESTIMATE * estimate));
        return ample.compareTo(patience) > 0 ? ample : patience;
    }
}
