package io.tifl.experiments.benchmark.load;

import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.Objective;
import io.tifl.experiments.benchmark.spec.ServerChoice;
import io.tifl.experiments.benchmark.spec.SpecReader;
import io.tifl.experiments.benchmark.spec.Workload;
import java.time.Duration;

/** Workloads of tests, from the text that people write. */
public final class Workloads {
    private Workloads() {}

    /** {@code mode: poisson, rate: 10} and the like. */
    public static Workload of(String settings) {
        return spec("workload: {" + settings + "}").workload();
    }

    /** {@code max-batch: 8} and the like. */
    public static ServerChoice server(String settings) {
        return spec("server: {" + settings + "}").server();
    }

    public static Objective within(double limitMillis) {
        return new Objective(95, Duration.ofNanos(Math.round(limitMillis * 1e6)), 0.99);
    }

    public static BenchmarkSpec spec(String text) {
        return SpecReader.parse(text).getFirst();
    }
}
