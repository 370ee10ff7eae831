package io.tifl.experiments.benchmark.study;

import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.serve.ServiceTime;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.function.Consumer;

/** R5: what dynamic batching gives and takes, for a device as fast as InferBench's ResNet50: 7 + 3.2 b ms, in virtual time. */
final class DynamicBatching implements StudyPart {
    private static final ServiceTime RESNET = ServiceTime.linear(7_000_000, 3_200_000);
    private static final int SECONDS = 300;

    @Override
    public String id() {
        return "R5";
    }

    @Override
    public String title() {
        return "Dynamic batching";
    }

    @Override
    public Findings run(Consumer<String> progress) throws InterruptedException {
        progress.accept("R5: batches and waits");
        Findings findings = new Findings();
        findings.say(
                "A device that takes 7 + 3.2 b ms for a batch of b, InferBench's ResNet50 (a fit of its published medians), "
                        + SECONDS
                        + " s of Poisson arrivals, the real batching rule on virtual time. One at a time it can serve 98 requests a second, eight"
                        + " at a time 245.");
        MarkdownTable high = new MarkdownTable(
                "200 requests per second: latency in ms.",
                "most in a batch",
                "answered per second",
                "p50",
                "p99",
                "longest");
        double alone = 0;
        double eight = 0;
        for (int batch : List.of(1, 2, 4, 8, 16)) {
            Measurement run = run(200, batch, 0);
            double longest = run.stage(Stage.LATENCY).longest();
            alone = batch == 1 ? longest : alone;
            eight = batch == 8 ? longest : eight;
            high.row(row(Integer.toString(batch), run, longest));
        }
        findings.show(high);
        MarkdownTable low = new MarkdownTable(
                "5 requests per second, at most 8 in a batch: latency in ms.",
                "longest wait in ms",
                "answered per second",
                "p50",
                "p99",
                "longest");
        double before = 0;
        double after = 0;
        for (int wait : List.of(0, 5, 20, 50)) {
            Measurement run = run(5, 8, wait);
            double median = run.stage(Stage.LATENCY).percentile(50);
            before = wait == 0 ? median : before;
            after = wait == 50 ? median : after;
            low.row(row(Integer.toString(wait), run, run.stage(Stage.LATENCY).longest()));
        }
        findings.show(low);
        findings.claim(
                "at a high rate, batches make a server stable that falls behind one by one",
                alone > 10 && eight < 1,
                Format.words("longest latency %.0f s one by one, %.2f s by eight", alone, eight));
        findings.claim(
                "at a low rate, waiting for others only adds delay",
                after > before + 0.04,
                Format.words("median %.1f ms without waiting, %.1f ms with 50 ms", 1e3 * before, 1e3 * after));
        return findings;
    }

    private static List<String> row(String first, Measurement run, double longest) {
        return List.of(
                first,
                Format.words("%.1f", run.throughput()),
                Format.milliseconds(run.stage(Stage.LATENCY).percentile(50)),
                Format.milliseconds(run.stage(Stage.LATENCY).percentile(99)),
                Format.milliseconds(longest));
    }

    private static Measurement run(int rate, int batch, int wait) throws InterruptedException {
        return VirtualRun.of(
                "server: {queue: 1000000, max-batch: " + batch + ", max-wait-ms: " + wait
                        + "}\nworkload: {mode: poisson, rate: " + rate + ", seconds: " + SECONDS + ", timeout: 80000}",
                RESNET,
                new Seed(5));
    }
}
