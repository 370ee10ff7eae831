package io.tifl.experiments.benchmark.report;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.spec.ModelChoice.Generated;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Unit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The charts of a report on benchmarks; each is left out where the results have nothing for it. */
final class BenchmarkCharts {
    /** More lines cannot be told apart. */
    private static final int MOST_LINES = 8;

    private static final int MOST_BARS = 24;

    private static final List<Stage> PARTS =
            List.of(Stage.TRANSFER, Stage.BATCHING, Stage.PREPROCESSING, Stage.INFERENCE, Stage.POSTPROCESSING);

    private static final double[] SHARES = {
        0, 5, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 92, 94, 95, 96, 97, 98, 99, 99.5, 99.9, 100
    };

    private BenchmarkCharts() {}

    /** Mean time of each stage, one bar for each benchmark. */
    static List<Chart> stages(List<BenchmarkResult> results) {
        List<BenchmarkResult> shown = spread(
                results.stream()
                        .filter(result -> PARTS.stream()
                                .anyMatch(stage -> result.stage(stage).count() > 0))
                        .toList(),
                MOST_BARS);
        if (shown.isEmpty()) {
            return List.of();
        }
        List<Series.StackedBars> bars = PARTS.stream()
                .map(stage -> Series.stackedBars(
                        stage.toString(),
                        shown.stream()
                                .mapToDouble(result -> result.stage(stage).mean())
                                .toArray()))
                .toList();
        return List.of(Chart.of(
                        "stages",
                        "Where the time of a request goes",
                        Axis.categories("benchmark", names(shown)),
                        Axis.seconds("mean time"))
                .withAll(bars)
                .noting("Mean of each stage over all repeats. Waiting for the planned time to be sent is not in it."
                        + (shown.size() < results.size()
                                ? " " + (results.size() - shown.size()) + " more are not shown."
                                : "")));
    }

    /** At most so many, in their order, evenly spaced among those of each engine. */
    private static List<BenchmarkResult> spread(List<BenchmarkResult> results, int most) {
        if (results.size() <= most) {
            return results;
        }
        Map<String, List<BenchmarkResult>> engines = new LinkedHashMap<>();
        results.forEach(result -> engines.computeIfAbsent(Labels.engine(result), _ -> new ArrayList<>())
                .add(result));
        int each = Math.max(1, most / engines.size());
        Set<BenchmarkResult> chosen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (List<BenchmarkResult> members : engines.values()) {
            int taken = Math.min(each, members.size());
            for (int i = 0; i < taken; i++) {
                chosen.add(members.get(taken == 1 ? 0 : i * (members.size() - 1) / (taken - 1)));
            }
        }
        return results.stream().filter(chosen::contains).limit(most).toList();
    }

    private static List<String> names(List<BenchmarkResult> results) {
        return results.stream().map(result -> result.spec().name()).toList();
    }

    /** The share of requests answered within a time, on a logarithmic axis of time. */
    static List<Chart> distributions(List<BenchmarkResult> results) {
        List<Series.Line> lines = spread(
                        results.stream()
                                .filter(result -> result.stage(Stage.LATENCY).count() > 0)
                                .toList(),
                        MOST_LINES)
                .stream()
                .map(result -> new Series.Line(result.spec().name(), distribution(result.stage(Stage.LATENCY))))
                .toList();
        if (lines.isEmpty()) {
            return List.of();
        }
        return List.of(Chart.of(
                        "latency-distribution",
                        "How many requests are answered within a time",
                        milliseconds("latency").logarithmic(),
                        Axis.shares("requests").startingAt(0).reaching(1))
                .withAll(lines)
                .noting("Latency counts from the time a request was planned for."
                        + (lines.size() < results.size()
                                ? " " + lines.size() + " of " + results.size() + " are shown, some of each engine."
                                : "")));
    }

    // On a logarithmic axis, the unit that fits the largest value makes the small ones unreadable.
    private static Axis milliseconds(String label) {
        return Axis.numbers(label + " (ms)");
    }

    private static List<Series.Point> distribution(Latencies latencies) {
        List<Series.Point> points = new ArrayList<>();
        for (double share : SHARES) {
            points.add(Series.Point.of(Math.max(1e-3, 1000 * latencies.percentile(share)), share / 100));
        }
        return points;
    }

    /** The 99th percentile over the offered rate, one line for each model, engine and setting of the server. */
    static List<Chart> tails(List<BenchmarkResult> results) {
        Map<String, List<Series.Point>> lines = new LinkedHashMap<>();
        for (BenchmarkResult result : results) {
            for (Measurement repeat : result.repeats()) {
                Latencies latency = repeat.stage(Stage.LATENCY);
                if (repeat.offered() > 0 && latency.count() > 0) {
                    lines.computeIfAbsent(server(result), _ -> new ArrayList<>())
                            .add(Series.Point.of(repeat.offered(), 1000 * latency.percentile(99)));
                }
            }
        }
        lines.values()
                .removeIf(points ->
                        points.stream().map(Series.Point::x).distinct().count() < 2);
        if (lines.isEmpty()) {
            return List.of();
        }
        List<Series.Line> drawn = lines.entrySet().stream()
                .limit(MOST_LINES)
                .map(line -> new Series.Line(line.getKey(), averaged(line.getValue())))
                .toList();
        return List.of(Chart.of(
                        "tail-over-rate",
                        "The slowest requests wait longer and longer near saturation",
                        Axis.numbers("offered rate (requests/s)"),
                        milliseconds("99th percentile of latency").logarithmic())
                .withAll(drawn)
                .noting("One point for each rate; the band spans its repeats."));
    }

    private static String server(BenchmarkResult result) {
        int most = result.spec().server().maxBatch();
        return Labels.modelAndEngine(result) + (most > 1 ? ", batches to " + most : "");
    }

    private static List<Series.Point> averaged(List<Series.Point> points) {
        Map<Double, List<Series.Point>> byRate = new LinkedHashMap<>();
        points.stream()
                .sorted(Comparator.comparingDouble(Series.Point::x))
                .forEach(point -> byRate.computeIfAbsent(point.x(), _ -> new ArrayList<>())
                        .add(point));
        return byRate.entrySet().stream()
                .map(rate -> {
                    double[] values = rate.getValue().stream()
                            .mapToDouble(Series.Point::y)
                            .sorted()
                            .toArray();
                    double middle = values[values.length / 2];
                    return Series.Point.between(rate.getKey(), middle, values[0], values[values.length - 1]);
                })
                .toList();
    }

    /** The sweeps over batches in closed loops, by model and engine; those of fewer than two sizes left out. */
    static Map<String, BatchSweep> sweeps(List<BenchmarkResult> results) {
        Map<String, List<BatchSweep.Point>> sweeps = new LinkedHashMap<>();
        for (BenchmarkResult result : results) {
            Figures figures = Figures.of(result);
            if (result.spec().workload().mode().isClosedLoop()
                    && figures.latency().count() > 0) {
                sweeps.computeIfAbsent(
                                Labels.modelAndEngine(result) + " x"
                                        + result.spec().workload().concurrency(),
                                _ -> new ArrayList<>())
                        .add(new BatchSweep.Point(
                                result.spec().workload().batch(),
                                figures.throughput(),
                                figures.percentile(50),
                                figures.percentile(99)));
            }
        }
        sweeps.values()
                .removeIf(points ->
                        points.stream().map(BatchSweep.Point::batch).distinct().count() < 2);
        Map<String, BatchSweep> found = new LinkedHashMap<>();
        sweeps.forEach((name, points) ->
                found.put(name.endsWith(" x1") ? name.substring(0, name.length() - 3) : name, new BatchSweep(points)));
        return found;
    }

    /** Throughput and latency over the batch, and where the knees are. */
    static List<Chart> sweepCharts(Map<String, BatchSweep> sweeps) {
        if (sweeps.isEmpty()) {
            return List.of();
        }
        List<String> knees = new ArrayList<>();
        sweeps.forEach((name, sweep) -> sweep.knee().ifPresent(knee -> knees.add(name + " at " + knee.batch())));
        List<Integer> batches = sweeps.values().stream()
                .flatMap(sweep -> sweep.points().stream())
                .map(BatchSweep.Point::batch)
                .distinct()
                .sorted()
                .toList();
        Axis axis = Axis.categories(
                "examples in a request", batches.stream().map(String::valueOf).toList());
        Chart throughput = Chart.of(
                        "batch-throughput",
                        "Throughput rises with the batch until the device is busy",
                        axis,
                        Axis.numbers("examples per second").startingAt(0))
                .withAll(lines(sweeps, batches, BatchSweep.Point::throughput))
                .with(knees(sweeps, batches))
                .noting("Knees, the smallest batch with 95 % of the best throughput: " + String.join("; ", knees)
                        + ".");
        Chart latency = Chart.of(
                        "batch-latency",
                        "Latency rises with the batch",
                        axis,
                        milliseconds("median latency").logarithmic())
                .withAll(lines(sweeps, batches, point -> 1000 * point.p50()));
        return List.of(throughput, latency);
    }

    private static List<Series.Line> lines(
            Map<String, BatchSweep> sweeps, List<Integer> batches, ToDoubleFunction<BatchSweep.Point> value) {
        return sweeps.entrySet().stream()
                .limit(MOST_LINES - 1)
                .map(sweep -> new Series.Line(
                        sweep.getKey(),
                        sweep.getValue().points().stream()
                                .map(point ->
                                        Series.Point.of(batches.indexOf(point.batch()), value.applyAsDouble(point)))
                                .toList()))
                .toList();
    }

    private static Series.Dots knees(Map<String, BatchSweep> sweeps, List<Integer> batches) {
        return new Series.Dots(
                "knee",
                sweeps.values().stream()
                        .limit(MOST_LINES - 1)
                        .flatMap(sweep -> sweep.knee().stream())
                        .map(knee -> Series.Point.of(batches.indexOf(knee.batch()), knee.throughput()))
                        .toList());
    }

    /** Latency and operations per second over depth and width, for each generated family and engine with more than one size. */
    static List<Chart> heatMaps(List<BenchmarkResult> results) {
        Map<String, List<BenchmarkResult>> groups = new LinkedHashMap<>();
        for (BenchmarkResult result : results) {
            if (result.spec().model() instanceof Generated generated) {
                groups.computeIfAbsent(generated.family() + "-" + Labels.engine(result), _ -> new ArrayList<>())
                        .add(result);
            }
        }
        List<Chart> charts = new ArrayList<>();
        groups.forEach((group, members) -> {
            Set<String> sizes =
                    new TreeSet<>(members.stream().map(Labels::model).toList());
            if (sizes.size() > 2) {
                charts.add(map(
                        "latency-" + group,
                        "Median latency of " + group.replace('-', ' ') + " over depth and width",
                        members,
                        figures -> 1000 * figures.percentile(50),
                        " ms"));
                charts.add(map(
                        "gflops-" + group,
                        "GFLOP/s of " + group.replace('-', ' ') + " over depth and width",
                        members,
                        Figures::gflops,
                        ""));
            }
        });
        return charts;
    }

    private static Chart map(
            String name, String title, List<BenchmarkResult> members, ToDoubleFunction<Figures> value, String unit) {
        Map<String, HeatMap.Entry> entries = new LinkedHashMap<>();
        for (BenchmarkResult member : members) {
            Generated model = (Generated) member.spec().model();
            entries.putIfAbsent(
                    model.label(),
                    new HeatMap.Entry(model.width(), model.layers(), value.applyAsDouble(Figures.of(member))));
        }
        return HeatMap.of(
                        name, title, "width", "layers", List.copyOf(entries.values()), number -> short3(number) + unit)
                .noting("Of several runs of one size, the first.");
    }

    private static String short3(double value) {
        return value >= 100 ? String.format(Locale.ROOT, "%.0f", value) : String.format(Locale.ROOT, "%.3g", value);
    }

    /** The roof, and a point for each model and engine, both axes logarithmic. */
    static Chart roofline(Roofline roofline, int number) {
        List<Roofline.Point> above = roofline.above();
        double low = Math.min(
                roofline.ridge() / 10,
                roofline.points().stream()
                                .mapToDouble(Roofline.Point::intensity)
                                .min()
                                .orElse(1)
                        / 1.5);
        double high = Math.max(
                roofline.ridge() * 10,
                1.5
                        * roofline.points().stream()
                                .mapToDouble(Roofline.Point::intensity)
                                .max()
                                .orElse(1));
        Chart chart = Chart.of(
                        number == 0 ? "roofline" : "roofline-" + (number + 1),
                        "What " + roofline.device() + " allows, and what models reach",
                        Axis.numbers("operations per byte").logarithmic(),
                        Axis.numbers("GFLOP/s").logarithmic())
                .with(new Series.Line(
                        "roof",
                        List.of(corner(roofline, low), corner(roofline, roofline.ridge()), corner(roofline, high))));
        Map<String, List<Roofline.Point>> engines = new LinkedHashMap<>();
        roofline.points().stream()
                .filter(point -> !above.contains(point))
                .forEach(point -> engines.computeIfAbsent(point.engine(), _ -> new ArrayList<>())
                        .add(point));
        for (Map.Entry<String, List<Roofline.Point>> engine : engines.entrySet()) {
            chart = chart.with(dots(engine.getKey(), engine.getValue(), Roofline.Point::model));
        }
        if (!above.isEmpty()) {
            chart = chart.with(dots("above the roof", above, point -> point.model() + " " + point.engine()));
        }
        return chart.noting(
                String.format(
                        Locale.ROOT,
                        "Measured: %s GFLOP/s in a matrix product, %s GB/s of streaming; they meet at %s operations per byte.%s",
                        Labels.number(roofline.peakGflops()),
                        Labels.number(roofline.bandwidthGbps()),
                        Labels.number(roofline.ridge()),
                        above.isEmpty()
                                ? ""
                                : " Points above the roof keep weights in a cache or read them once for a batch, or a measurement is wrong."));
    }

    private static Series.Point corner(Roofline roofline, double intensity) {
        return Series.Point.of(intensity, roofline.attainable(intensity));
    }

    private static Series.Dots dots(String name, List<Roofline.Point> points, Function<Roofline.Point, String> label) {
        return new Series.Dots(
                name,
                points.stream()
                        .map(point -> Series.Point.of(point.intensity(), point.gflops())
                                .called(label.apply(point)))
                        .toList());
    }

    /** Cost per 1000 examples against the tail, where prices are known: left and low is best. */
    static List<Chart> costs(List<BenchmarkResult> results) {
        List<Series.Point> points = results.stream()
                .map(result -> {
                    Figures figures = Figures.of(result);
                    return Series.Point.of(1000 * figures.percentile(99), figures.costPer1000())
                            .called(result.spec().name());
                })
                .filter(point -> point.x() > 0 && point.y() > 0)
                .toList();
        return points.size() < 2
                ? List.of()
                : List.of(Chart.of(
                                "cost",
                                "What 1000 examples cost, and how long the slowest wait",
                                milliseconds("99th percentile of latency").logarithmic(),
                                Axis.of("cost of 1000 examples", Unit.NUMBER).logarithmic())
                        .with(new Series.Dots("benchmarks", points)));
    }
}
