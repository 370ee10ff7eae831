package io.tifl.experiments.benchmark.study;

import io.tifl.experiments.benchmark.model.DevicePeaks;
import io.tifl.experiments.benchmark.model.DeviceProbe;
import io.tifl.experiments.benchmark.report.Roofline;
import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Series.Point;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;

/** R7: generated models below the roof that was measured on the same machine. */
final class Rooflines implements StudyPart {
    private static final double MEGABYTE = 1e6;

    private final MeasuredRuns runs;
    private final Path peaks;

    /** @param peaks file of the machine's peaks, which are measured once more after the models */
    Rooflines(MeasuredRuns runs, Path peaks) {
        this.runs = runs;
        this.peaks = peaks;
    }

    @Override
    public String id() {
        return "R7";
    }

    @Override
    public String title() {
        return "Roofline of generated models";
    }

    /** A model on an engine with a batch; intensity counts weights once a batch. */
    private record Spot(String model, String engine, int batch, double intensity, double gflops, double weightBytes) {
        static Spot of(BenchmarkResult result) {
            ModelCost cost = result.cost().orElseThrow();
            int batch = result.spec().workload().batch();
            double weights = 4.0 * cost.parameters();
            double bytes = weights + batch * Math.max(0, cost.bytes() - weights);
            double seconds = result.stage(Stage.INFERENCE).percentile(50);
            return new Spot(
                    result.spec().model().label(),
                    result.spec().server().kind().toString(),
                    batch,
                    batch * cost.operations() / bytes,
                    batch * cost.operations() / seconds / 1e9,
                    weights);
        }

        boolean isAbove(Roofline roof) {
            return roof.isAbove(intensity, gflops);
        }

        /** Where no memory is in the way. */
        boolean isAbovePeak(Roofline roof) {
            return roof.isAbove(Double.POSITIVE_INFINITY, gflops);
        }
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        List<BenchmarkResult> results = new ArrayList<>();
        for (String engine : List.of("compiled", "onnx")) {
            results.addAll(runs.all(text("dense", engine, "layers: 4", "width", "[128, 512, 2048, 4096]"), progress));
            results.addAll(runs.all(text("conv", engine, "layers: 4, input: 28", "width", "[8, 32]"), progress));
            results.addAll(runs.all(text("residual", engine, "layers: 3, input: 28", "width", "[8, 32]"), progress));
            results.addAll(runs.all(text("lstm", engine, "layers: 1, input: 32", "width", "[64, 256]"), progress));
        }
        results.addAll(runs.all(text("attention", "onnx", "layers: 2, input: 32", "width", "[64, 256]"), progress));
        DevicePeaks measured = DeviceProbe.best(DeviceProbe.kept(peaks), DeviceProbe.measure());
        DeviceProbe.write(peaks, measured);
        Roofline roof = new Roofline(measured.processor(), measured.gflops(), measured.gbps(), List.of());
        List<Spot> spots = results.stream().map(Spot::of).toList();
        Findings findings = new Findings();
        findings.say(Format.words(
                "Measured on the machine before and after, the better of both: %.0f billion operations per second (%s), %.1f GB/s (%s)."
                        + " Attainable are min(peak, intensity x bandwidth). Intensity counts inputs, outputs and, once a batch, weights; time"
                        + " is the median of the engine alone.",
                measured.gflops(), measured.gflopsHow(), measured.gbps(), measured.gbpsHow()));
        findings.show(table(spots, roof));
        findings.show(chart(spots, roof));
        List<Spot> above = spots.stream().filter(spot -> spot.isAbovePeak(roof)).toList();
        findings.claim("nothing is faster than the measured peak", above.isEmpty(), names(above));
        List<Spot> overSlope = spots.stream().filter(spot -> spot.isAbove(roof)).toList();
        long cache = LastLevelCache.bytes();
        List<Spot> unexplained = overSlope.stream()
                .filter(spot -> !spot.isAbovePeak(roof) && spot.weightBytes() > cache)
                .toList();
        findings.claim(
                "only models whose weights fit the last cache are faster than memory allows",
                unexplained.isEmpty(),
                Format.words(
                        "%d of %d lie above the slope; with more weights than the last cache's %.0f MB: %s",
                        overSlope.size(), spots.size(), cache / MEGABYTE, names(unexplained)));
        return findings;
    }

    private static String names(List<Spot> spots) {
        return spots.isEmpty()
                ? "none"
                : spots.stream()
                        .map(spot -> spot.model() + " on " + spot.engine() + ", batch " + spot.batch())
                        .toList()
                        .toString();
    }

    private static String text(String family, String engine, String more, String swept, String values) {
        return "name: r7-" + family + "-" + engine + "\nmodel: {family: " + family + ", " + more + "}\nserver: {kind: "
                + engine
                + ", process: false}\nworkload: {mode: blocking, seconds: 1, requests: 20, timeout: 60}\nwarmup: 20\nsweep: {model."
                + swept
                + ": " + values + ", workload.batch: [1, 32]}";
    }

    private static MarkdownTable table(List<Spot> spots, Roofline roof) {
        MarkdownTable table = new MarkdownTable(
                "Billions of operations per second.",
                "model",
                "engine",
                "batch",
                "weights in MB",
                "operations per byte",
                "reached",
                "attainable",
                "share");
        for (Spot spot : spots) {
            double attainable = roof.attainable(spot.intensity());
            table.row(
                    spot.model(),
                    spot.engine(),
                    Integer.toString(spot.batch()),
                    Format.words("%.2f", spot.weightBytes() / MEGABYTE),
                    Format.words("%.2f", spot.intensity()),
                    Format.words("%.1f", spot.gflops()),
                    Format.words("%.1f", attainable),
                    Format.words("%.0f %%", 100 * spot.gflops() / attainable));
        }
        return table;
    }

    private static Chart chart(List<Spot> spots, Roofline roof) {
        double least = spots.stream().mapToDouble(Spot::intensity).min().orElseThrow() / 2;
        double most = spots.stream().mapToDouble(Spot::intensity).max().orElseThrow() * 2;
        List<Point> corners = DoubleStream.of(least, roof.ridge(), Math.max(most, roof.ridge() * 2))
                .mapToObj(intensity -> Point.of(intensity, roof.attainable(intensity)))
                .toList();
        Chart chart = Chart.of(
                        "roofline",
                        "Generated models below the measured roof",
                        Axis.numbers("operations per byte").logarithmic(),
                        Axis.numbers("billions of operations per second").logarithmic())
                .with(new Series.Line("measured roof", corners));
        for (String engine : List.of("compiled", "onnx")) {
            chart = chart.with(new Series.Dots(
                    engine,
                    spots.stream()
                            .filter(spot -> spot.engine().equals(engine))
                            .map(spot -> dot(spot, roof))
                            .toList()));
        }
        return chart;
    }

    /** Those above the roof say what they are; there are too many to name all. */
    private static Point dot(Spot spot, Roofline roof) {
        Point dot = Point.of(spot.intensity(), spot.gflops());
        return spot.isAbove(roof) ? dot.called(spot.model() + ", batch " + spot.batch()) : dot;
    }
}
