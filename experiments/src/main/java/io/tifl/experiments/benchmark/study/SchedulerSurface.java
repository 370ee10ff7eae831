package io.tifl.experiments.benchmark.study;

import io.tifl.experiments.benchmark.schedule.JobSizes;
import io.tifl.experiments.benchmark.schedule.Surface;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Series.Point;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** R1 by simulation: every pair of policies on every kind of trace. */
final class SchedulerSurface implements StudyPart {
    private static final List<String> PLACEMENTS = List.of("round-robin", "shortest-queue", "least-work");
    private static final List<String> ORDERS = List.of("fcfs", "sjf", "ageing");
    private static final List<Double> ERRORS = List.of(0.0, 0.3, 0.6, 1.0);
    private static final double HIGH = 0.9;
    private static final double TIE = 0.98;

    private final Surface.Options options;
    private final int threads;

    SchedulerSurface(Surface.Options options, int threads) {
        this.options = options;
        this.threads = threads;
    }

    @Override
    public String id() {
        return "R1";
    }

    @Override
    public String title() {
        return "Two-tier scheduling, by simulation";
    }

    @Override
    public Findings run(Consumer<String> progress) throws InterruptedException {
        progress.accept("R1: all policies, sizes and loads, " + options.seeds() + " traces each");
        Surface surface = Surface.of(options, threads);
        Findings findings = new Findings();
        findings.say(Format.words(
                "%d workers, jobs of %.0f s in the mean, %d of them (%d all at once), %d traces each. A cell says how many times"
                        + " shorter the mean completion time is than with round robin and first come, first served on the same traces,"
                        + " and its 95 %% interval.",
                options.workers(), options.meanSize(), options.jobs(), options.jobsAtOnce(), options.seeds()));
        findings.show(gains(surface));
        findings.show(tails(surface));
        findings.show(errors());
        findings.show(chart(surface));
        claims(surface, findings);
        return findings;
    }

    private MarkdownTable gains(Surface surface) {
        List<String> columns = new ArrayList<>(List.of("sizes", "load"));
        PLACEMENTS.forEach(placement -> ORDERS.forEach(order -> columns.add(placement + "+" + order)));
        MarkdownTable table = new MarkdownTable(
                "Mean completion time, times better than round-robin+fcfs.", columns.toArray(String[]::new));
        for (JobSizes sizes : options.sizes()) {
            for (double load : options.loads()) {
                List<String> row = new ArrayList<>(List.of(sizes.toString(), Amounts.load(load)));
                PLACEMENTS.forEach(placement -> ORDERS.forEach(order -> row.add(
                        Amounts.gain(surface.cell(sizes, load, placement, order).gain()))));
                table.row(row);
            }
        }
        return table;
    }

    /** What shortest job first costs long jobs, and what ageing gives them back. */
    private MarkdownTable tails(Surface surface) {
        MarkdownTable table = new MarkdownTable(
                "Long jobs, the longest fifth: seconds that 99 % of them complete in, and the makespan over the baseline's.",
                "sizes",
                "load",
                "round-robin+fcfs",
                "least-work+fcfs",
                "least-work+sjf",
                "least-work+ageing",
                "makespan least-work+sjf");
        for (JobSizes sizes : options.sizes()) {
            for (double load : options.loads()) {
                table.row(
                        sizes.toString(),
                        Amounts.load(load),
                        longJobs(surface, sizes, load, "round-robin", "fcfs"),
                        longJobs(surface, sizes, load, "least-work", "fcfs"),
                        longJobs(surface, sizes, load, "least-work", "sjf"),
                        longJobs(surface, sizes, load, "least-work", "ageing"),
                        Format.words(
                                "%.3f", pair(surface, sizes, load).makespan().mean()));
            }
        }
        return table;
    }

    private static String longJobs(Surface surface, JobSizes sizes, double load, String placement, String order) {
        return Format.words("%.0f", surface.cell(sizes, load, placement, order).p99OfLong());
    }

    private static Surface.Cell pair(Surface surface, JobSizes sizes, double load) {
        return surface.cell(sizes, load, "least-work", "sjf");
    }

    private MarkdownTable errors() throws InterruptedException {
        MarkdownTable table = new MarkdownTable(
                "Wrong estimates, load 0.9: least-work+sjf when estimates are off by a log-normal factor of this σ.",
                "sizes",
                "0",
                "0.3",
                "0.6",
                "1.0");
        for (JobSizes sizes : List.of(JobSizes.EXPONENTIAL, JobSizes.LOGNORMAL)) {
            List<String> row = new ArrayList<>(List.of(sizes.toString()));
            for (double error : ERRORS) {
                Surface surface = Surface.of(
                        options.withSizes(List.of(sizes))
                                .withLoads(List.of(HIGH))
                                .withError(error),
                        threads);
                row.add(Amounts.gain(pair(surface, sizes, HIGH).gain()));
            }
            table.row(row);
        }
        return table;
    }

    private Chart chart(Surface surface) {
        List<String> loads = options.loads().stream().map(Amounts::load).toList();
        Chart chart = Chart.of(
                "scheduler-gain",
                "least-work+sjf: times better than round-robin+fcfs",
                Axis.categories("load", loads),
                Axis.numbers("mean completion time, times better").startingAt(0));
        for (JobSizes sizes : options.sizes()) {
            List<Point> points = new ArrayList<>();
            for (int i = 0; i < loads.size(); i++) {
                var gain = pair(surface, sizes, options.loads().get(i)).gain();
                points.add(Point.between(i, gain.mean(), gain.low(), gain.high()));
            }
            chart = chart.with(new Series.Bars(sizes.toString(), points));
        }
        return chart.with(new Series.Level("InferBench's \"up to\"", 1.43));
    }

    private void claims(Surface surface, Findings findings) {
        List<Surface.Cell> pairs = surface.cells().stream()
                .filter(cell ->
                        cell.placement().equals("least-work") && cell.order().equals("sjf"))
                .toList();
        Surface.Cell least = pairs.stream()
                .min(Comparator.comparingDouble(cell -> cell.gain().mean()))
                .orElseThrow();
        findings.claim("the pair never loses: gain >= 1", least.gain().mean() >= TIE, "least " + described(least));
        double before = pair(surface, JobSizes.LOGNORMAL, 0.5).gain().mean();
        double middle = pair(surface, JobSizes.LOGNORMAL, 0.7).gain().mean();
        double high = pair(surface, JobSizes.LOGNORMAL, HIGH).gain().mean();
        findings.claim(
                "it grows with the load",
                before < middle && middle < high,
                Format.words("log-normal: %.2f, %.2f, %.2f at 0.5, 0.7, 0.9", before, middle, high));
        double equal = pair(surface, JobSizes.EQUAL, HIGH).gain().mean();
        double uniform = pair(surface, JobSizes.UNIFORM, HIGH).gain().mean();
        double exponential = pair(surface, JobSizes.EXPONENTIAL, HIGH).gain().mean();
        findings.claim(
                "it grows with the spread of sizes",
                equal <= uniform && uniform < exponential && exponential < high,
                Format.words(
                        "load 0.9: equal %.2f, uniform %.2f, exponential %.2f, log-normal %.2f",
                        equal, uniform, exponential, high));
        double low = pair(surface, JobSizes.EQUAL, 0.5).gain().mean();
        findings.claim("equal sizes at a low load gain nothing", low > 0.95 && low < 1.1, Format.words("%.3f", low));
        halves(surface, findings);
        Surface.Cell worst = pairs.stream()
                .max(Comparator.comparingDouble(cell -> cell.makespan().mean()))
                .orElseThrow();
        findings.claim(
                "the makespan is at most 5 % worse",
                worst.makespan().mean() <= 1.05,
                Format.words("worst %.3f, %s", worst.makespan().mean(), described(worst)));
        Surface.Cell sjf = pair(surface, JobSizes.LOGNORMAL, HIGH);
        Surface.Cell ageing = surface.cell(JobSizes.LOGNORMAL, HIGH, "least-work", "ageing");
        findings.claim(
                "ageing bounds what long jobs wait",
                ageing.p99OfLong() < sjf.p99OfLong(),
                Format.words("log-normal, 0.9: %.0f s in place of %.0f s", ageing.p99OfLong(), sjf.p99OfLong()));
    }

    private void halves(Surface surface, Findings findings) {
        List<String> worse = new ArrayList<>();
        for (JobSizes sizes : options.sizes()) {
            for (double load : List.of(0.7, HIGH)) {
                double pair = pair(surface, sizes, load).gain().mean();
                double order =
                        surface.cell(sizes, load, "round-robin", "sjf").gain().mean();
                double placement =
                        surface.cell(sizes, load, "least-work", "fcfs").gain().mean();
                if (pair < TIE * Math.max(order, placement)) {
                    worse.add(sizes + " at " + load);
                }
            }
        }
        findings.claim(
                "from load 0.7 on, the pair is as good as each half alone",
                worse.isEmpty(),
                worse.isEmpty() ? "everywhere, ties of 2 % allowed" : "not for " + worse);
    }

    private static String described(Surface.Cell cell) {
        return Format.words(
                "%s at %s: %.2f",
                cell.sizes(), Amounts.load(cell.load()), cell.gain().mean());
    }
}
