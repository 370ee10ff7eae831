package io.tifl.experiments.benchmark.report;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.ResultFormat;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.report.CsvWriter;
import io.tifl.experiments.report.HtmlReport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Results in the forms other programs and people read. */
public enum Exports {
    /** One row for each benchmark, repeat and stage; times in seconds. */
    CSV {
        @Override
        public String of(ResultFiles files) {
            return csv(files.results());
        }
    },
    /** A list of the results as they are stored. */
    JSON {
        @Override
        public String of(ResultFiles files) {
            return files.results().stream()
                    .map(result -> new String(ResultFormat.write(result), StandardCharsets.UTF_8))
                    .collect(Collectors.joining(",\n", "[", "]\n"));
        }
    },
    /** The report with its charts. */
    HTML {
        @Override
        public String of(ResultFiles files) {
            return HtmlReport.of(BenchmarkReport.of(files, Leaderboard.Order.THROUGHPUT));
        }
    },
    /** A table of the figures, as GitHub reads it. */
    MARKDOWN {
        @Override
        public String of(ResultFiles files) {
            return markdown(files.results());
        }
    };

    static final List<String> COLUMNS = List.of(
            "benchmark",
            "model",
            "server",
            "device",
            "device_kind",
            "repeat",
            "seed",
            "batch",
            "offered_per_s",
            "throughput_per_s",
            "goodput_per_s",
            "attainment",
            "ok",
            "late",
            "errors",
            "rejected",
            "timeouts",
            "verdict",
            "stage",
            "count",
            "mean_s",
            "std_s",
            "p50_s",
            "p95_s",
            "p99_s",
            "max_s");

    /** All of it as text. */
    public abstract String of(ResultFiles files);

    /** Its name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static String csv(List<BenchmarkResult> results) {
        StringBuilder text = new StringBuilder();
        text.append(CsvWriter.line(COLUMNS.toArray()));
        for (BenchmarkResult result : results) {
            for (int i = 0; i < result.repeats().size(); i++) {
                Measurement repeat = result.repeats().get(i);
                List<Object> start = start(result, i + 1, repeat);
                if (repeat.stages().isEmpty()) {
                    rows(text, start, "none", Latencies.none());
                }
                for (Map.Entry<Stage, Latencies> stage : repeat.stages().entrySet()) {
                    rows(text, start, stage.getKey().toString(), stage.getValue());
                }
            }
        }
        return text.toString();
    }

    private static List<Object> start(BenchmarkResult result, int number, Measurement repeat) {
        return List.of(
                result.spec().name(),
                Labels.model(result),
                Labels.engine(result),
                result.device().name(),
                result.device().kind(),
                number,
                repeat.seed(),
                repeat.batch(),
                repeat.offered(),
                repeat.throughput(),
                repeat.goodput(),
                repeat.attainment(),
                repeat.counts().ok(),
                repeat.counts().late(),
                repeat.counts().errors(),
                repeat.counts().rejected(),
                repeat.counts().timeouts(),
                repeat.verdict().outcome());
    }

    private static void rows(StringBuilder text, List<Object> start, String stage, Latencies times) {
        List<Object> all = new ArrayList<>(start);
        all.addAll(List.of(
                stage,
                times.count(),
                times.mean(),
                times.deviation(),
                times.percentile(50),
                times.percentile(95),
                times.percentile(99),
                times.count() == 0 ? 0.0 : times.longest()));
        text.append(CsvWriter.line(all.toArray()));
    }

    private static String markdown(List<BenchmarkResult> results) {
        StringBuilder text = new StringBuilder("""
                | benchmark | model | server | device | examples/s | p50 ms | p95 ms | p99 ms | within limit | cost of 1000 | J |
                |---|---|---|---|---:|---:|---:|---:|---:|---:|---:|
                """);
        for (BenchmarkResult result : results) {
            Figures figures = Figures.of(result);
            text.append("| ")
                    .append(List.of(
                                    result.spec().name(),
                                    Labels.model(result),
                                    Labels.engine(result),
                                    result.device().name(),
                                    Labels.number(figures.throughput()),
                                    Labels.number(1000 * figures.percentile(50)),
                                    Labels.number(1000 * figures.percentile(95)),
                                    Labels.number(1000 * figures.percentile(99)),
                                    Labels.number(100 * figures.attainment()) + " %",
                                    Labels.number(figures.costPer1000()),
                                    Labels.number(figures.joules()))
                            .stream()
                            .map(cell -> cell.replace("|", "\\|"))
                            .collect(Collectors.joining(" | ")))
                    .append(" |\n");
        }
        return text.toString();
    }
}
