package io.tifl.experiments.benchmark.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.Workload;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long benchmarks take: {@code overhead + repeats * measuring}, where the overhead is cold start, warm-up and teardown.
 * What the benchmark itself does not say, its overhead and the latency of a request, is learnt from those that were run, by
 * exponentially weighted means for each model, server, kind of device and batch. Immutable.
 *
 * <p>An estimate is finite and at least a millisecond, whatever was learnt.
 */
public final class Estimates {
    private static final double WEIGHT = 0.3;
    private static final double LEAST = 1e-3;
    private static final double MOST = 7 * 86_400;
    private static final Learnt UNKNOWN = new Learnt(3, 0.02, 12, 0);

    private final SortedMap<String, Learnt> learnt;

    private Estimates(Map<String, Learnt> learnt) {
        this.learnt = Collections.unmodifiableSortedMap(new TreeMap<>(learnt));
    }

    /**
     * What was learnt of one model, server, kind of device and batch.
     *
     * @param overhead seconds per benchmark outside measuring
     * @param latency seconds per request
     * @param windows tried in a search for the peak
     * @param count benchmarks it is from
     */
    public record Learnt(double overhead, double latency, double windows, long count) {
        public Learnt {
            if (!isUsable(overhead) || !isUsable(latency) || !isUsable(windows) || count < 0) {
                throw new IllegalArgumentException("what was learnt must be finite and at least 0, got " + overhead
                        + ", " + latency + ", " + windows + ", " + count);
            }
        }

        private Learnt after(Actual actual) {
            return new Learnt(
                    moved(overhead, actual.took() - actual.measuring()),
                    moved(latency, actual.latency()),
                    moved(windows, actual.windows()),
                    count + 1);
        }

        private double moved(double mean, double value) {
            if (!isUsable(value)) {
                return mean;
            }
            return count == 0 ? value : mean + WEIGHT * (value - mean);
        }
    }

    /**
     * What a benchmark really took; figures that are not finite or below 0 teach nothing.
     *
     * @param took seconds, all in all
     * @param measuring seconds of them in which requests were sent and answered
     * @param latency seconds of a request in the mean
     * @param windows tried in a search for the peak; NaN if it did not search
     */
    public record Actual(double took, double measuring, double latency, double windows) {}

    public static Estimates none() {
        return new Estimates(Map.of());
    }

    /** Reads what {@link #learnt} says. */
    @JsonCreator
    public static Estimates of(Map<String, Learnt> learnt) {
        return new Estimates(learnt);
    }

    /** All that was learnt, by what it is of. */
    @JsonValue
    public SortedMap<String, Learnt> learnt() {
        return learnt;
    }

    /**
     * Seconds a benchmark will take.
     *
     * @param kind of device; what was learnt on others stands in where nothing was on it
     */
    public double of(BenchmarkSpec spec, String kind) {
        Learnt known = lookUp(spec, kind);
        double seconds = known.overhead() + spec.repeats() * measuring(spec, known);
        return Double.isNaN(seconds) ? MOST : Math.clamp(seconds, LEAST, MOST);
    }

    /** With one more benchmark learnt from. */
    public Estimates after(BenchmarkSpec spec, String kind, Actual actual) {
        Map<String, Learnt> more = new TreeMap<>(learnt);
        String key = key(spec, kind);
        more.put(key, learnt.getOrDefault(key, UNKNOWN).after(actual));
        return new Estimates(more);
    }

    private Learnt lookUp(BenchmarkSpec spec, String kind) {
        Learnt exact = learnt.get(key(spec, kind));
        if (exact != null) {
            return exact;
        }
        String similar = prefix(spec);
        return learnt.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(similar))
                .map(Map.Entry::getValue)
                .max(Comparator.comparingLong(Learnt::count))
                .orElse(UNKNOWN);
    }

    private static String key(BenchmarkSpec spec, String kind) {
        return prefix(spec) + kind.replace('|', '/');
    }

    private static String prefix(BenchmarkSpec spec) {
        return spec.model().label().replace('|', '/')
                + '|'
                + spec.server().kind()
                + '|'
                + spec.workload().batch()
                + '|';
    }

    private static double measuring(BenchmarkSpec spec, Learnt known) {
        Workload workload = spec.workload();
        double least = workload.duration().toNanos() / 1e9;
        return switch (workload.mode()) {
            case BLOCKING -> Math.max(least, workload.requests() * known.latency());
            case CONCURRENCY ->
                Math.max(least, Math.ceilDiv(workload.requests(), workload.concurrency()) * known.latency());
            case BURST -> known.latency();
            case POISSON, CONSTANT, GAMMA -> Math.max(least, workload.requests() / workload.rate());
            case PROGRESSIVE -> known.windows() * workload.window().toNanos() / 1e9;
            case TRACE -> workload.times().isEmpty() ? 0 : workload.times().getLast() + known.latency();
        };
    }

    private static boolean isUsable(double value) {
        return Double.isFinite(value) && value >= 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Estimates that && learnt.equals(that.learnt);
    }

    @Override
    public int hashCode() {
        return learnt.hashCode();
    }
}
