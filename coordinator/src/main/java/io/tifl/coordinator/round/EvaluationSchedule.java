package io.tifl.coordinator.round;

import java.time.Duration;
import java.time.Instant;

/**
 * After which rounds a model is evaluated. A pure function: nothing is remembered from round to round, so taking a job up again
 * changes nothing.
 */
@FunctionalInterface
public interface EvaluationSchedule {
    /**
     * Whether to evaluate once a round is over.
     *
     * @param completed rounds complete by then, at least 1
     * @param started of the last of them, which is when the one before ended
     * @param ended of the last of them
     */
    boolean isDue(long completed, Instant started, Instant ended);

    static EvaluationSchedule never() {
        return (completed, started, ended) -> false;
    }

    /**
     * After every so many rounds, and after the last.
     *
     * @param every at least 1
     */
    static EvaluationSchedule everyRounds(int every, long last) {
        if (every < 1) {
            throw new IllegalArgumentException("rounds between two evaluations must be at least 1, got " + every);
        }
        return (completed, started, ended) -> completed % every == 0 || completed == last;
    }

    /**
     * After the first round that ends in a new interval of time; once, however many intervals it took.
     *
     * @param origin where an interval begins
     * @param interval longer than nothing
     */
    static EvaluationSchedule everyInterval(Instant origin, Duration interval) {
        if (interval.isZero() || interval.isNegative()) {
            throw new IllegalArgumentException("time between two evaluations must be positive, got " + interval);
        }
        return (completed, started, ended) -> intervals(origin, ended, interval) > intervals(origin, started, interval);
    }

    private static long intervals(Instant origin, Instant at, Duration interval) {
        return Math.floorDiv(Duration.between(origin, at).toNanos(), interval.toNanos());
    }

    /** Where one of both is due. */
    default EvaluationSchedule or(EvaluationSchedule other) {
        return (completed, started, ended) ->
                isDue(completed, started, ended) || other.isDue(completed, started, ended);
    }
}
