package io.tifl.experiments.benchmark.study;

import io.tifl.experiments.benchmark.model.DevicePeaks;
import io.tifl.experiments.benchmark.model.DeviceProbe;
import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Series.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** R7: generated models below the roof that was measured on the same machine. */
final class Rooflines implements StudyPart {
    private static final double MEGABYTE = 1e6;

    private static final double SLACK = 1.05;

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
        double peak = measured.gflops();
        double bandwidth = measured.gbps();
        List<Spot> spots = results.stream().map(Spot::of).toList();
        Findings findings = new Findings();
        findings.say(Format.words(
                "Measured on the machine before and after, the better of both: %.0f billion operations per second (%s), %.1f GB/s (%s)."
                        + " Attainable are min(peak, intensity x bandwidth). Intensity counts inputs, outputs and, once a batch, weights; time"
                        + " is the median of the engine alone.",
                peak, measured.gflopsHow(), bandwidth, measured.gbpsHow()));
        findings.show(table(spots, peak, bandwidth));
        findings.show(chart(spots, peak, bandwidth));
        List<Spot> above =
                spots.stream().filter(spot -> spot.gflops() > SLACK * peak).toList();
        findings.claim("nothing is faster than the measured peak", above.isEmpty(), names(above));
        List<Spot> overSlope = spots.stream()
                .filter(spot -> spot.gflops() > SLACK * Math.min(peak, spot.intensity() * bandwidth))
                .toList();
        long cache = LastLevelCache.bytes();
        List<Spot> unexplained = overSlope.stream()
                .filter(spot -> spot.gflops() <= SLACK * peak && spot.weightBytes() > cache)
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

    private static MarkdownTable table(List<Spot> spots, double peak, double bandwidth) {
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
            double attainable = Math.min(peak, spot.intensity() * bandwidth);
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

    private static Chart chart(List<Spot> spots, double peak, double bandwidth) {
        double least = spots.stream().mapToDouble(Spot::intensity).min().orElseThrow() / 2;
        double most = spots.stream().mapToDouble(Spot::intensity).max().orElseThrow() * 2;
        double ridge = peak / bandwidth;
        List<Point> roof = List.of(
                Point.of(least, least * bandwidth), Point.of(ridge, peak), Point.of(Math.max(most, ridge * 2), peak));
        Chart chart = Chart.of(
                        "roofline",
                        "Generated models below the measured roof",
                        Axis.numbers("operations per byte").logarithmic(),
                        Axis.numbers("billions of operations per second").logarithmic())
                .with(new Series.Line("measured roof", roof));
        for (String engine : List.of("compiled", "onnx")) {
            chart = chart.with(new Series.Dots(
                    engine,
                    spots.stream()
                            .filter(spot -> spot.engine().equals(engine))
                            .map(spot -> dot(spot, peak, bandwidth))
                            .toList()));
        }
        return chart;
    }

    /** Those above the roof say what they are; there are too many to name all. */
    private static Point dot(Spot spot, double peak, double bandwidth) {
        Point dot = Point.of(spot.intensity(), spot.gflops());
        boolean isAbove = spot.gflops() > SLACK * Math.min(peak, spot.intensity() * bandwidth);
        return isAbove ? dot.called(spot.model() + ", batch " + spot.batch()) : dot;
    }
}
