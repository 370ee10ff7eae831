package io.tifl.experiments.benchmark.result;

import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a benchmark yields. Requests and answers themselves are not in it.
 *
 * @param repeats in order; in a progressive workload one for each rate that was tried
 * @param coldStart from the command that starts the server to its first correct answer; empty if it was not started
 * @param peak highest rate in requests per second that met the objective; empty unless the workload looks for it
 * @param cost empty for models that nobody knows the inside of
 * @param started on the follower's clock
 * @param took from the order to this result
 * @param notes what a reader should know, in words
 */
public record BenchmarkResult(
        BenchmarkSpec spec,
        DeviceInfo device,
        List<Measurement> repeats,
        Optional<Duration> coldStart,
        OptionalDouble peak,
        Optional<ModelCost> cost,
        Energy energy,
        Instant started,
        Duration took,
        List<String> notes) {
    public BenchmarkResult {
        repeats = List.copyOf(repeats);
        notes = List.copyOf(notes);
    }

    /** A stage's times of all repeats together. */
    public Latencies stage(Stage stage) {
        return Latencies.merged(
                repeats.stream().map(repeat -> repeat.stage(stage)).toList());
    }

    /** What became of the requests of all repeats. */
    public Counts counts() {
        return repeats.stream().map(Measurement::counts).reduce(Counts.none(), Counts::plus);
    }

    /** Every stage that was measured, all repeats together. */
    public Map<Stage, Latencies> stages() {
        Map<Stage, Latencies> all = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            Latencies merged = stage(stage);
            if (merged.count() > 0) {
                all.put(stage, merged);
            }
        }
        return all;
    }
}
