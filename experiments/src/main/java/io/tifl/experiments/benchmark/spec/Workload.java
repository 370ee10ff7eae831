package io.tifl.experiments.benchmark.spec;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * When requests are sent. A run lasts until both its duration and its number of requests are reached.
 *
 * @param mode the process of arrivals
 * @param rate requests per second that are planned: mean of {@code poisson} and {@code gamma}, exact of {@code constant}, the first of
 *     {@code progressive}
 * @param shape of {@code gamma}: 1 is Poisson, less is burstier, more is steadier
 * @param concurrency requests outstanding at a time in {@code concurrency}, or sent at once in {@code burst}
 * @param duration at least
 * @param requests at least
 * @param batch examples in one request
 * @param times planned seconds from the start, ascending, of {@code trace}
 * @param growth of the rate per window in {@code progressive}, above 0
 * @param window length of a step in {@code progressive}
 * @param timeout after which a request counts as one that was never answered
 */
public record Workload(
        Mode mode,
        double rate,
        double shape,
        int concurrency,
        Duration duration,
        int requests,
        int batch,
        List<Double> times,
        double growth,
        Duration window,
        Duration timeout) {
    public Workload {
        times = List.copyOf(times);
    }

    /** Processes of arrivals; the first five are InferBench's, in its order. */
    public enum Mode {
        /** The next request after the last answer. */
        BLOCKING,
        /** All at once. */
        BURST,
        /** Exponential gaps. */
        POISSON,
        /** So many outstanding at any time. */
        CONCURRENCY,
        /** Poisson arrivals faster and faster, in search of the highest rate that meets the objective. */
        PROGRESSIVE,
        /** Equal gaps. */
        CONSTANT,
        /** Gaps of a gamma distribution. */
        GAMMA,
        /** At times that are given. */
        TRACE;

        /** Whether requests wait for answers rather than for their time. */
        public boolean isClosedLoop() {
            return this == BLOCKING || this == CONCURRENCY;
        }

        /** Its name in a benchmark's text. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
