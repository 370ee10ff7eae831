package io.tifl.experiments.benchmark.study;

import io.tifl.experiments.benchmark.report.Figures;
import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Energy;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** R6: from the start of a server's process to its first answer, and what a thousand answers cost. */
final class ColdStarts implements StudyPart {
    private static final double PRICE = 0.10;

    private final MeasuredRuns runs;

    ColdStarts(MeasuredRuns runs) {
        this.runs = runs;
    }

    @Override
    public String id() {
        return "R6";
    }

    @Override
    public String title() {
        return "Cold start, cost and energy";
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        List<BenchmarkResult> results = new ArrayList<>();
        for (String engine : List.of("dl4j", "compiled", "int8", "onnx")) {
            results.addAll(runs.all(
                    "name: r6-" + engine + "\nmodel: {name: mnist-cnn}\nserver: {kind: " + engine
                            + "}\nworkload: {mode: blocking, seconds: 3, requests: 50}\nwarmup: 50\nprices: {per-hour: "
                            + PRICE
                            + ", watts: 15, grams-per-kwh: 300, overhead: 1.2}",
                    progress));
        }
        Findings findings = new Findings();
        findings.say(Format.words(
                "`mnist-cnn` (1.2 million parameters), each server a process of its own that is started for the benchmark; one request after"
                        + " the other. The price is made up: %.2f an hour. Where the processor's meter cannot be read, energy is 15 W times the"
                        + " time, an estimate; carbon dioxide is of a grid of 300 g/kWh and a building that needs 1.2 times the power.",
                PRICE));
        MarkdownTable table = new MarkdownTable(
                "One example a request.",
                "engine",
                "cold start in s",
                "p50 in ms",
                "per second",
                "cost of 1000",
                "joules each",
                "energy from",
                "mg of CO2 each");
        for (BenchmarkResult result : results) {
            Figures figures = Figures.of(result);
            table.row(
                    result.spec().server().kind().toString(),
                    Format.words("%.2f", cold(result)),
                    Format.milliseconds(result.stage(Stage.LATENCY).percentile(50)),
                    Format.words("%.0f", figures.throughput()),
                    Format.words("%.2e", figures.costPer1000()),
                    Format.words("%.4f", figures.joules()),
                    result.energy().source() == Energy.Source.METER ? "meter" : "estimate",
                    Format.words("%.4f", 1e3 * figures.grams()));
        }
        findings.show(table);
        findings.claim(
                "a cold start takes far longer than any answer afterwards",
                results.stream()
                        .allMatch(result ->
                                cold(result) > 10 * result.stage(Stage.LATENCY).percentile(99)),
                Format.words(
                        "least %.2f s",
                        results.stream().mapToDouble(ColdStarts::cold).min().orElseThrow()));
        findings.claim(
                "cost falls as throughput rises",
                results.stream()
                        .allMatch(result -> Math.abs(Figures.of(result).costPer1000()
                                                * 3.6
                                                * Figures.of(result).throughput()
                                                / PRICE
                                        - 1)
                                < 1e-6),
                "price / (3600 throughput) 1000 in every row");
        return findings;
    }

    private static double cold(BenchmarkResult result) {
        return result.coldStart().map(Duration::toNanos).orElse(0L) / 1e9;
    }
}
