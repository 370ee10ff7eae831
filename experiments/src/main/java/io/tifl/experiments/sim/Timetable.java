package io.tifl.experiments.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * The times a device is on within a period that repeats for ever. Immutable.
 *
 * <p>An interval {@code [start, end)} in nanoseconds; intervals are sorted and do not overlap.
 */
final class Timetable {
    private final long period;
    private final long[] starts;
    private final long[] ends;

    Timetable(long period, long[] starts, long[] ends) {
        if (period <= 0) {
            throw new IllegalArgumentException("the period must be positive, got " + period + " ns");
        }
        long last = 0;
        for (int i = 0; i < starts.length; i++) {
            if (starts[i] < last || ends[i] < starts[i] || ends[i] > period) {
                throw new IllegalArgumentException("interval [" + starts[i] + ", " + ends[i]
                        + ") must follow the last one and end within the period of " + period + " ns");
            }
            last = ends[i];
        }
        this.period = period;
        this.starts = starts.clone();
        this.ends = ends.clone();
    }

    /** Whether it is on from {@code from} to {@code to}, all the time; an interval does not run on into the next period. */
    boolean covers(Instant from, Instant to, long offsetNanos) {
        long position = Math.floorMod(Duration.between(VirtualClock.START, from).toNanos() + offsetNanos, period);
        int found = Arrays.binarySearch(starts, position);
        int interval = found >= 0 ? found : -found - 2;
        // Of intervals that start at once only the last can be longer than nothing.
        while (interval + 1 < starts.length && starts[interval + 1] == position) {
            interval++;
        }
        return interval >= 0
                && position < ends[interval]
                && Duration.between(from, to).toNanos() <= ends[interval] - position;
    }

    /** Part of the period it is on. */
    double onShare() {
        long on = 0;
        for (int i = 0; i < starts.length; i++) {
            on += ends[i] - starts[i];
        }
        return (double) on / period;
    }
}
