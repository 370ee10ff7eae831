package io.tifl.experiments.benchmark.report;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.DeviceInfo;
import io.tifl.experiments.benchmark.result.ModelCost;
import java.util.ArrayList;
import java.util.List;

/**
 * The roofline of a device and what models reach below it (Williams et al., Roofline, CACM 2009): attainable are
 * {@code min(peak, intensity * bandwidth)} operations per second, with a peak and a bandwidth measured on the device.
 *
 * @param peakGflops billions of operations per second
 * @param bandwidthGbps gigabytes per second
 */
public record Roofline(String device, double peakGflops, double bandwidthGbps, List<Point> points) {
    /** What a measurement may be off. */
    static final double SLACK = 1.05;

    public Roofline {
        points = List.copyOf(points);
    }

    /**
     * A model on an engine.
     *
     * @param intensity operations per byte
     * @param gflops billions of operations per second that it reached
     */
    public record Point(String model, String engine, double intensity, double gflops) {}

    /** Operations per byte from which arithmetic is the limit. */
    public double ridge() {
        return peakGflops / bandwidthGbps;
    }

    /** Billions of operations per second that the device allows at this intensity. */
    public double attainable(double intensity) {
        return Math.min(peakGflops, intensity * bandwidthGbps);
    }

    /** Whether so many billions of operations per second lie above the roof by more than 5 %, which a measurement may be off. */
    public boolean isAbove(double intensity, double gflops) {
        return gflops > SLACK * attainable(intensity);
    }

    /**
     * The points that lie above the roof by more than 5 %. The intensity is that of a batch of one out of memory: what keeps its weights
     * in a cache, or reads them once for a batch, can lie above the slope; above the peak, a measurement is wrong, or it counts
     * operations of bytes.
     */
    public List<Point> above() {
        return points.stream()
                .filter(point -> isAbove(point.intensity(), point.gflops()))
                .toList();
    }

    /** One for each kind of device whose peaks were measured and that ran a model whose cost is known. */
    static List<Roofline> of(List<BenchmarkResult> results) {
        List<Roofline> rooflines = new ArrayList<>();
        results.stream().map(result -> result.device().kind()).distinct().forEach(kind -> {
            List<BenchmarkResult> here = results.stream()
                    .filter(result -> result.device().kind().equals(kind))
                    .toList();
            List<Point> points =
                    here.stream().flatMap(result -> point(result).stream()).toList();
            here.stream()
                    .map(BenchmarkResult::device)
                    .filter(Roofline::isMeasured)
                    .findFirst()
                    .filter(_ -> !points.isEmpty())
                    .ifPresent(device -> rooflines.add(
                            new Roofline(kind, device.peakGflops(), device.bandwidthGbps(), best(points))));
        });
        return rooflines;
    }

    private static boolean isMeasured(DeviceInfo device) {
        return device.peakGflops() > 0 && device.bandwidthGbps() > 0;
    }

    private static List<Point> point(BenchmarkResult result) {
        double gflops = Figures.of(result).gflops();
        double intensity = result.cost().map(ModelCost::intensity).orElse(0.0);
        return gflops > 0 && intensity > 0
                ? List.of(new Point(Labels.model(result), Labels.engine(result), intensity, gflops))
                : List.of();
    }

    /** Of each model and engine, the fastest run. */
    private static List<Point> best(List<Point> points) {
        List<Point> best = new ArrayList<>();
        for (Point point : points) {
            boolean beaten = points.stream()
                    .anyMatch(other -> other.model().equals(point.model())
                            && other.engine().equals(point.engine())
                            && (other.gflops() > point.gflops()
                                    || (other.gflops() == point.gflops()
                                            && points.indexOf(other) < points.indexOf(point))));
            if (!beaten && !best.contains(point)) {
                best.add(point);
            }
        }
        return best;
    }
}
