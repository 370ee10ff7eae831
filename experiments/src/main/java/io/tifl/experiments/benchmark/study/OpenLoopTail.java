package io.tifl.experiments.benchmark.study;

import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.serve.ServiceTime;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Series.Point;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** R4: the tail over the rate, beside what queueing theory says of it, in virtual time. */
final class OpenLoopTail implements StudyPart {
    private static final double SERVICE = 0.010;
    private static final int REQUESTS = 400_000;
    private static final List<Double> LOADS = List.of(0.3, 0.5, 0.7, 0.8, 0.9, 0.95);
    private static final double OVERLOAD = 1.2;

    @Override
    public String id() {
        return "R4";
    }

    @Override
    public String title() {
        return "The tail of an open loop";
    }

    @Override
    public Findings run(Consumer<String> progress) throws InterruptedException {
        Findings findings = new Findings();
        findings.say(
                "Poisson arrivals at one server that takes 10 ms for each request (M/D/1), the real generator on virtual time, "
                        + REQUESTS + " requests. Theory says a mean of s + ρs / (2(1 - ρ)).");
        MarkdownTable table =
                new MarkdownTable("Latency in ms.", "load ρ", "mean", "theory", "off by", "p50", "p95", "p99");
        List<Point> means = new ArrayList<>();
        List<Point> tails = new ArrayList<>();
        double worstLow = 0;
        double atHigh = 0;
        for (double load : LOADS) {
            progress.accept("R4: load " + load);
            Latencies latency = open(load, REQUESTS).stage(Stage.LATENCY);
            double theory = SERVICE + load * SERVICE / (2 * (1 - load));
            double off = latency.mean() / theory - 1;
            worstLow = load <= 0.8 ? Math.max(worstLow, Math.abs(off)) : worstLow;
            atHigh = load == 0.9 ? Math.abs(off) : atHigh;
            means.add(Point.of(load, latency.mean()));
            tails.add(Point.of(load, latency.percentile(99)));
            table.row(
                    Format.words("%.2f", load),
                    Format.milliseconds(latency.mean()),
                    Format.milliseconds(theory),
                    Format.words("%+.1f %%", 100 * off),
                    Format.milliseconds(latency.percentile(50)),
                    Format.milliseconds(latency.percentile(95)),
                    Format.milliseconds(latency.percentile(99)));
        }
        findings.show(table);
        findings.show(Chart.of(
                        "tail-over-load",
                        "Latency over load at a server that takes 10 ms",
                        Axis.numbers("load").startingAt(0).reaching(1),
                        Axis.seconds("latency").startingAt(0))
                .with(new Series.Line("mean", means))
                .with(new Series.Line("99th percentile", tails)));
        findings.claim(
                "means are within 5 % of theory up to ρ = 0.8, and within 10 % at 0.9",
                worstLow <= 0.05 && atHigh <= 0.1,
                Format.words("off by up to %.1f %%, and %.1f %%", 100 * worstLow, 100 * atHigh));
        double first = tails.get(1).y();
        double last = tails.getLast().y();
        findings.claim(
                "the tail rises steeply near saturation",
                last > 4 * first,
                Format.words("p99 %.0f ms at 0.5, %.0f ms at 0.95", 1e3 * first, 1e3 * last));
        omission(findings);
        return findings;
    }

    /** Beyond saturation only a generator that waits for answers sees bounded latencies. */
    private static void omission(Findings findings) throws InterruptedException {
        double open = open(OVERLOAD, 50_000).stage(Stage.LATENCY).percentile(99);
        double closed = run("mode: concurrency, concurrency: 10, seconds: 0, requests: 50000")
                .stage(Stage.LATENCY)
                .percentile(99);
        findings.claim(
                "an overloaded server is seen to fall behind, which ten senders that wait would not see",
                open > 50 && closed < 0.11,
                Format.words(
                        "ρ = %.1f: p99 %.0f s; ten senders in a closed loop: %.0f ms", OVERLOAD, open, 1e3 * closed));
    }

    private static Measurement open(double load, int requests) throws InterruptedException {
        return run(
                "mode: poisson, rate: " + load / SERVICE + ", seconds: 0, requests: " + requests + ", timeout: 80000");
    }

    private static Measurement run(String workload) throws InterruptedException {
        return VirtualRun.of(
                "server: {queue: 1000000}\nworkload: {" + workload + "}",
                ServiceTime.fixed(Math.round(SERVICE * 1e9)),
                new Seed(4));
    }
}
