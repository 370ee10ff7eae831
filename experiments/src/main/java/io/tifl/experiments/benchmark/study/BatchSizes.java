package io.tifl.experiments.benchmark.study;

import io.tifl.experiments.benchmark.report.BatchSweep;
import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Series.Point;
import io.tifl.experiments.report.Unit;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** R3: throughput and latency over the size of a batch. */
final class BatchSizes implements StudyPart {
    private static final List<String> ENGINES = List.of("dl4j", "compiled", "int8", "onnx");
    private static final List<String> MODELS =
            List.of("{family: dense, layers: 4, width: 512}", "{family: conv, layers: 3, width: 16, input: 28}");

    private static final int TWO_DOUBLINGS = 2;

    /** Of what the first two doublings of the batch gain, in logarithms, what the last two may gain where throughput levels off. */
    private static final double LEVEL = 1.0 / 3;

    /** What a larger batch may be faster by chance. */
    private static final double CHANCE = 0.9;

    private final MeasuredRuns runs;

    BatchSizes(MeasuredRuns runs) {
        this.runs = runs;
    }

    @Override
    public String id() {
        return "R3";
    }

    @Override
    public String title() {
        return "Batch sweep";
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Findings findings = new Findings();
        findings.say(
                "Requests of b examples, one after the other, at a server in the same process over HTTP; two seconds for each size. The"
                        + " knee is the smallest batch with 95 % of the best throughput.");
        MarkdownTable table = new MarkdownTable(
                "Examples per second, and median latency in ms, over the batch.",
                "model",
                "engine",
                "1",
                "2",
                "4",
                "8",
                "16",
                "32",
                "64",
                "128",
                "256",
                "knee");
        List<String> falling = new ArrayList<>();
        List<String> shrinking = new ArrayList<>();
        List<String> steep = new ArrayList<>();
        for (int m = 0; m < MODELS.size(); m++) {
            Chart chart = Chart.of(
                    "batch-sweep-" + m,
                    "Throughput over batch: " + label(m),
                    Axis.counts("examples in a batch").logarithmic(),
                    Axis.of("examples per second", Unit.NUMBER).startingAt(0));
            for (String engine : ENGINES) {
                List<BenchmarkResult> results = runs.all(text(m, engine), progress);
                BatchSweep sweep = sweep(results);
                String name = label(m) + " on " + engine;
                table.row(row(m, engine, sweep));
                chart = chart.with(new Series.Line(
                        engine,
                        sweep.points().stream()
                                .map(point -> Point.of(point.batch(), point.throughput()))
                                .toList()));
                judge(sweep, name, falling, shrinking, steep);
            }
            findings.show(chart);
        }
        findings.show(table);
        findings.claim("throughput rises with the batch", falling.isEmpty(), seen(falling));
        findings.claim("four times the batch does not take less time", shrinking.isEmpty(), seen(shrinking));
        findings.claim(
                "throughput levels off: the last two doublings gain less than a third of what the first two do",
                steep.isEmpty(),
                seen(steep));
        return findings;
    }

    private static void judge(
            BatchSweep sweep, String name, List<String> falling, List<String> shrinking, List<String> steep) {
        List<BatchSweep.Point> points = sweep.points();
        double first = points.getFirst().throughput();
        if (points.stream().allMatch(point -> point.throughput() <= first)) {
            falling.add(name);
        }
        for (int i = TWO_DOUBLINGS; i < points.size(); i++) {
            if (points.get(i).p50() < CHANCE * points.get(i - TWO_DOUBLINGS).p50()) {
                shrinking.add(name + " at " + points.get(i).batch());
            }
        }
        double atFirst = Math.log(points.get(TWO_DOUBLINGS).throughput() / first);
        double atLast = Math.log(points.getLast().throughput()
                / points.get(points.size() - 1 - TWO_DOUBLINGS).throughput());
        if (atLast > LEVEL * atFirst) {
            steep.add(name);
        }
    }

    private static String seen(List<String> exceptions) {
        return exceptions.isEmpty() ? "for every model and engine" : "not for " + exceptions;
    }

    private static String label(int model) {
        return model == 0 ? "dense 4 x 512" : "conv 3 x 16";
    }

    private static String text(int model, String engine) {
        return "name: r3-" + (model == 0 ? "dense" : "conv") + "-" + engine + "\nmodel: " + MODELS.get(model)
                + "\nserver: {kind: " + engine
                + ", process: false}\nworkload: {mode: blocking, seconds: 2, requests: 20}\nwarmup: 200\nsweep: {workload.batch: [256, 128, 64, 32, 16, 8, 4, 2, 1]}";
    }

    private static BatchSweep sweep(List<BenchmarkResult> results) {
        return new BatchSweep(results.stream()
                .map(result -> new BatchSweep.Point(
                        result.spec().workload().batch(),
                        result.repeats().getFirst().throughput(),
                        result.stage(Stage.LATENCY).percentile(50),
                        result.stage(Stage.LATENCY).percentile(99)))
                .toList());
    }

    private static List<String> row(int model, String engine, BatchSweep sweep) {
        List<String> row = new ArrayList<>(List.of(label(model), engine));
        sweep.points()
                .forEach(point ->
                        row.add(Format.words("%.0f; %s", point.throughput(), Format.milliseconds(point.p50()))));
        row.add(sweep.knee().map(point -> Integer.toString(point.batch())).orElse(""));
        return row;
    }
}
