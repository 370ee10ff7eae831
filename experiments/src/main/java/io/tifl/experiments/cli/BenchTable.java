package io.tifl.experiments.cli;

import io.tifl.experiments.benchmark.load.Verdicts;
import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Counts;
import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Results of benchmarks as lines of text, a line for each, its repeats taken together. */
final class BenchTable {
    private static final List<String> HEADINGS = List.of(
            "name",
            "model",
            "server",
            "offered/s",
            "answered/s",
            "p50 ms",
            "p95 ms",
            "p99 ms",
            "in time",
            "verdict",
            "cold start s");

    /** The first columns are words. */
    private static final int WORDS = 3;

    private BenchTable() {}

    static List<String> lines(List<BenchmarkResult> results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        results.forEach(result -> rows.add(row(result)));
        int[] widths = new int[HEADINGS.size()];
        rows.forEach(row -> widen(widths, row));
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static void widen(int[] widths, List<String> row) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
        }
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String format = "%" + (i < WORDS ? "-" : "") + widths[i] + "s";
            line.append(i == 0 ? "" : "  ").append(String.format(Locale.ROOT, format, row.get(i)));
        }
        return line.toString().stripTrailing();
    }

    private static List<String> row(BenchmarkResult result) {
        List<Measurement> shown = shown(result);
        Latencies latency = merged(shown, Stage.LATENCY);
        Counts counts = shown.stream().map(Measurement::counts).reduce(Counts.none(), Counts::plus);
        Latencies lag = Latencies.merged(shown.stream().map(Measurement::lag).toList());
        double offered = mean(shown.stream().mapToDouble(Measurement::offered).toArray());
        return List.of(
                result.spec().name(),
                model(result.spec()),
                result.spec().server().kind().toString(),
                (result.peak().isPresent() ? "peak " : "") + (offered == 0 ? "-" : decimal(offered)),
                decimal(mean(shown.stream().mapToDouble(Measurement::throughput).toArray())),
                decimal(latency.percentile(50) * 1e3),
                decimal(latency.percentile(95) * 1e3),
                decimal(latency.percentile(99) * 1e3),
                InWords.percent(counts.total() == 0 ? 0 : (double) counts.ok() / counts.total()),
                Verdicts.of(result.spec().objective(), counts, lag).outcome().toString(),
                result.coldStart().map(BenchTable::seconds).orElse("-"));
    }

    /** What was served; the benchmark's own model is not, where a recorded device answers. */
    private static String model(BenchmarkSpec spec) {
        return spec.server().recorded().orElse(spec.model().label());
    }

    /** All repeats, or of a search the window at its peak. */
    private static List<Measurement> shown(BenchmarkResult result) {
        if (result.peak().isEmpty()) {
            return result.repeats();
        }
        double peak = result.peak().getAsDouble();
        return result.repeats().stream()
                .min(Comparator.comparingDouble(window -> Math.abs(window.offered() - peak)))
                .map(List::of)
                .orElse(List.of());
    }

    private static Latencies merged(List<Measurement> measurements, Stage stage) {
        return Latencies.merged(
                measurements.stream().map(one -> one.stage(stage)).toList());
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return values.length == 0 ? 0 : sum / values.length;
    }

    private static String seconds(Duration duration) {
        return decimal(duration.toNanos() / 1e9);
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, number < 10 ? "%.2f" : "%.1f", number);
    }
}
