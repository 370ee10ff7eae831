package io.tifl.experiments.benchmark.study;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.SpecReader;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** R2: the same benchmark alone on the machine and beside another one. */
final class Interference implements StudyPart {
    private final MeasuredRuns runs;

    Interference(MeasuredRuns runs) {
        this.runs = runs;
    }

    @Override
    public String id() {
        return "R2";
    }

    @Override
    public String title() {
        return "Interference of benchmarks on one machine";
    }

    private static BenchmarkSpec spec(String name) {
        return SpecReader.parse(
                        "name: r2-" + name
                                + "\nmodel: {family: dense, layers: 4, width: 1024}"
                                + "\nserver: {kind: onnx}\nworkload: {mode: blocking, seconds: 6, requests: 500, batch: 8}\nrepeats: 3\nwarmup: 5000")
                .getFirst();
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        BenchmarkResult alone = runs.one(spec("alone"), progress);
        List<BenchmarkResult> together = together(progress);
        Findings findings = new Findings();
        findings.say(
                "A dense network of 4 layers of 1024 units in ONNX Runtime, batches of 8, one request after the other, each server a"
                        + " process of its own with all cores: three runs alone, then two such benchmarks at the same time.");
        MarkdownTable table = new MarkdownTable("Latency in ms.", "run", "examples per second", "p50", "p95", "p99");
        rows(table, "alone", alone);
        for (int i = 0; i < together.size(); i++) {
            rows(table, "beside another, " + (i + 1), together.get(i));
        }
        findings.show(table);
        double tail = alone.stage(Stage.LATENCY).percentile(99);
        double inflated = together.stream()
                .mapToDouble(result -> result.stage(Stage.LATENCY).percentile(99))
                .max()
                .orElseThrow();
        findings.claim(
                "beside another benchmark the tail is longer",
                inflated > tail,
                Format.words(
                        "p99 %.2f ms alone, %.2f ms beside another: %.1f times",
                        1e3 * tail, 1e3 * inflated, inflated / tail));
        double least = alone.repeats().stream()
                .mapToDouble(Measurement::throughput)
                .min()
                .orElseThrow();
        double most = alone.repeats().stream()
                .mapToDouble(Measurement::throughput)
                .max()
                .orElseThrow();
        findings.claim(
                "runs alone repeat: throughput within 10 % of their mean",
                most / least <= 1.10 / 0.90, Format.words("%.0f to %.0f per second", least, most));
        return findings;
    }

    private static void rows(MarkdownTable table, String name, BenchmarkResult result) {
        for (Measurement repeat : result.repeats()) {
            table.row(
                    name,
                    Format.words("%.0f", repeat.throughput()),
                    Format.milliseconds(repeat.stage(Stage.LATENCY).percentile(50)),
                    Format.milliseconds(repeat.stage(Stage.LATENCY).percentile(95)),
                    Format.milliseconds(repeat.stage(Stage.LATENCY).percentile(99)));
        }
    }

    private List<BenchmarkResult> together(Consumer<String> progress) throws IOException, InterruptedException {
        try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<BenchmarkResult> first = both.submit(() -> runs.one(spec("beside-1"), progress));
            Future<BenchmarkResult> second = both.submit(() -> runs.one(spec("beside-2"), progress));
            try {
                return List.of(first.get(), second.get());
            } catch (ExecutionException e) {
                both.shutdownNow();
                throw new IOException("a benchmark beside another failed: " + e.getMessage(), e);
            }
        }
    }
}
