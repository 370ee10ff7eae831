package io.tifl.experiments.benchmark.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Throughput and latency over the size of a batch.
 *
 * @param points by ascending batch
 */
public record BatchSweep(List<Point> points) {
    /** Of the best throughput, what the knee reaches at least. */
    static final double ENOUGH = 0.95;

    public BatchSweep {
        points = points.stream().sorted(Comparator.comparingInt(Point::batch)).toList();
    }

    /**
     * One size.
     *
     * @param throughput examples per second
     * @param p50 seconds
     * @param p99 seconds
     */
    public record Point(int batch, double throughput, double p50, double p99) {}

    /**
     * The smallest batch whose throughput is at least 95 % of the best one: larger ones only wait longer. Empty if there is none.
     */
    public Optional<Point> knee() {
        double best = points.stream().mapToDouble(Point::throughput).max().orElse(Double.NaN);
        return points.stream()
                .filter(point -> point.throughput() >= ENOUGH * best)
                .findFirst();
    }
}
