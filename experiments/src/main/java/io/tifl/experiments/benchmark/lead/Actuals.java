package io.tifl.experiments.benchmark.lead;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.schedule.Estimates;
import io.tifl.experiments.benchmark.spec.Workload;

/** What a result teaches of how long benchmarks take. */
final class Actuals {
    private Actuals() {}

    static Estimates.Actual of(BenchmarkResult result) {
        double measuring = result.repeats().stream()
                .map(Measurement::wall)
                .mapToDouble(wall -> wall.toNanos() / 1e9)
                .sum();
        Workload workload = result.spec().workload();
        Latencies latencies =
                workload.mode() == Workload.Mode.BURST ? result.stage(Stage.LATENCY) : result.stage(Stage.SERVICE);
        double latency = latencies.count() == 0
                ? Double.NaN
                : workload.mode() == Workload.Mode.BURST ? latencies.longest() : latencies.mean();
        boolean searches = workload.mode() == Workload.Mode.PROGRESSIVE;
        double windows =
                searches ? (double) result.repeats().size() / result.spec().repeats() : Double.NaN;
        return new Estimates.Actual(result.took().toNanos() / 1e9, measuring, latency, windows);
    }
}
