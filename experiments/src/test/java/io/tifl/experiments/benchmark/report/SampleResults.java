package io.tifl.experiments.benchmark.report;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Counts;
import io.tifl.experiments.benchmark.result.DeviceInfo;
import io.tifl.experiments.benchmark.result.Energy;
import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.result.Verdict;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.SpecReader;
import io.tifl.protocol.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** Results as runs would leave them: one server with a queue, replayed in virtual time from a seed. */
final class SampleResults {
    private SampleResults() {}

    /** A device of this name. */
    static DeviceInfo device(String name) {
        return new DeviceInfo(name, "Some Processor 3000", 2, 1L << 34, "Linux 6", "25", 160, 20);
    }

    static BenchmarkSpec spec(String yaml) {
        return SpecReader.parse(yaml).getFirst();
    }

    /** A result of these repeats. */
    static BenchmarkResult result(
            BenchmarkSpec spec, DeviceInfo device, Optional<ModelCost> cost, Measurement... repeats) {
        return new BenchmarkResult(
                spec,
                device,
                List.of(repeats),
                Optional.of(Duration.ofMillis(1400)),
                OptionalDouble.empty(),
                cost,
                new Energy(
                        List.of(repeats).stream().mapToDouble(Figures::seconds).sum() * 30, Energy.Source.ESTIMATE),
                Instant.parse("2026-05-06T07:08:09Z"),
                Duration.ofSeconds(30),
                List.of());
    }

    /** Poisson arrivals at one server that takes {@code service} seconds each, give or take a tenth. */
    static Measurement open(BenchmarkSpec spec, long seed, int requests, double service) {
        RandomGenerator chance = new Seed(seed).generator();
        double rate = spec.workload().rate();
        Map<Stage, Histogram> recorders = recorders();
        double now = 0;
        double free = 0;
        long late = 0;
        for (int i = 0; i < requests; i++) {
            now -= StrictMath.log(1 - chance.nextDouble()) / rate;
            double begins = Math.max(now, free);
            double takes = service * (0.9 + 0.2 * chance.nextDouble());
            free = begins + takes;
            double latency = free - now + 0.0004;
            late += latency * 1e9 > spec.objective().limit().toNanos() ? 1 : 0;
            record(recorders, begins - now, takes, latency);
        }
        return measurement(spec, seed, requests, free, recorders, requests - late, late);
    }

    /** One request after the other. */
    static Measurement closed(BenchmarkSpec spec, long seed, int requests, double service, double spread) {
        RandomGenerator chance = new Seed(seed).generator();
        Map<Stage, Histogram> recorders = recorders();
        double wall = 0;
        for (int i = 0; i < requests; i++) {
            double takes = service * StrictMath.exp(spread * chance.nextGaussian());
            wall += takes + 0.0004;
            record(recorders, 0, takes, takes + 0.0004);
        }
        return measurement(spec, seed, requests, wall, recorders, requests, 0);
    }

    private static Map<Stage, Histogram> recorders() {
        Map<Stage, Histogram> recorders = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            recorders.put(stage, Latencies.recorder());
        }
        return recorders;
    }

    private static void record(Map<Stage, Histogram> recorders, double waits, double takes, double latency) {
        Map<Stage, Double> seconds = Map.of(
                Stage.LATENCY,
                latency,
                Stage.SERVICE,
                latency,
                Stage.TRANSFER,
                0.0003,
                Stage.BATCHING,
                waits,
                Stage.PREPROCESSING,
                0.1 * takes,
                Stage.INFERENCE,
                0.85 * takes,
                Stage.POSTPROCESSING,
                0.05 * takes);
        seconds.forEach((stage, time) ->
                Latencies.record(Objects.requireNonNull(recorders.get(stage)), Math.round(time * 1e9)));
    }

    private static Measurement measurement(
            BenchmarkSpec spec,
            long seed,
            long requests,
            double wall,
            Map<Stage, Histogram> recorders,
            long ok,
            long late) {
        Map<Stage, Latencies> stages = new EnumMap<>(Stage.class);
        recorders.forEach((stage, recorder) -> stages.put(stage, Latencies.of(recorder)));
        boolean pass = late <= requests * (1 - spec.objective().percentile() / 100);
        return new Measurement(
                seed,
                requests,
                spec.workload().batch(),
                Duration.ofNanos(Math.round(wall * 1e9)),
                spec.workload().mode().isClosedLoop() ? 0 : spec.workload().rate(),
                new Counts(ok, late, 0, 0, 0),
                stages,
                Latencies.none(),
                0.5,
                new Verdict(
                        pass ? Verdict.Outcome.PASS : Verdict.Outcome.FAIL,
                        0,
                        late + " of " + requests + " were late"));
    }

    /** Of all kinds, for a report with every chart. */
    static List<BenchmarkResult> all() {
        List<BenchmarkResult> all = new ArrayList<>();
        for (double load : new double[] {0.3, 0.5, 0.7, 0.8, 0.9, 0.95}) {
            for (String engine : List.of("compiled", "dl4j")) {
                double service = engine.equals("dl4j") ? 0.008 : 0.003;
                double rate = Math.rint(load / service);
                BenchmarkSpec spec = spec("name: " + engine + "-rate-" + (int) rate
                        + "\nmodel: {name: mnist-cnn}\nserver: {kind: "
                        + engine + "}\nworkload: {rate: " + rate + "}\nobjective: {limit-ms: 50}\nprices: {per-hour: "
                        + (engine.equals("dl4j") ? 0.1 : 0.2) + ", grams-per-kwh: 300, overhead: 1.2}");
                Measurement[] repeats = IntStream.rangeClosed(1, 3)
                        .mapToObj(seed -> open(spec, seed, 4000, service))
                        .toArray(Measurement[]::new);
                all.add(result(spec, device("f1"), Optional.of(new ModelCost(1_199_882, 24.6e6, 5.6e6)), repeats));
            }
        }
        for (int batch = 1; batch <= 64; batch *= 2) {
            for (String engine : List.of("onnx", "int8")) {
                BenchmarkSpec spec =
                        spec("name: " + engine + "-batch-" + batch + "\nmodel: {name: resnet}\nserver: {kind: " + engine
                                + "}\nworkload: {mode: blocking, batch: " + batch + "}");
                double service = engine.equals("onnx") ? 0.002 + 0.0011 * batch : 0.001 + 0.0006 * batch;
                all.add(result(
                        spec,
                        device("f1"),
                        Optional.of(new ModelCost(77_000, 26e6, engine.equals("onnx") ? 2.6e6 : 0.7e6)),
                        closed(spec, batch, 500, service, 0.05)));
            }
        }
        for (int layers : new int[] {1, 2, 4, 8, 16}) {
            for (int width : new int[] {64, 128, 256, 512, 1024}) {
                BenchmarkSpec spec = spec("name: dense-" + layers + "x" + width + "\nmodel: {family: dense, layers: "
                        + layers + ", width: " + width + "}\nserver: {kind: compiled}\nworkload: {mode: blocking}");
                double operations = 2.0 * (784 * width + (layers - 1.0) * width * width + 10 * width);
                double service = 2e-5 + operations / 8e9;
                all.add(result(
                        spec,
                        device("f1"),
                        Optional.of(new ModelCost((long) operations / 2, operations, 2 * operations)),
                        closed(spec, layers * 10_000L + width, 300, service, 0.1)));
            }
        }
        return all;
    }
}
