package io.tifl.experiments.benchmark.study;

import io.tifl.experiments.benchmark.load.LoadGenerator;
import io.tifl.experiments.benchmark.load.Timeline;
import io.tifl.experiments.benchmark.model.Engines;
import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.serve.EngineLoader;
import io.tifl.experiments.benchmark.serve.HttpTarget;
import io.tifl.experiments.benchmark.serve.InferenceEngine;
import io.tifl.experiments.benchmark.serve.ModelServer;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.SpecReader;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** G: what the generator itself can do, and whether it sees what another one sees. */
final class GeneratorCheck implements StudyPart {
    private static final double LATE = 1e-3;
    private static final double AGREEMENT = 0.05;
    private static final int CONCURRENCY = 4;
    private static final int SECONDS = 10;
    private static final int TURNS = 3;
    private static final List<Integer> PERCENTILES = List.of(50, 75, 90, 99);
    private static final List<String> SERVERS = List.of(
            "model: {family: dense, layers: 8, width: 1024, input: 784}\nserver: {kind: compiled, threads: 1, max-batch: 1}",
            "server: {kind: replay, recorded: vgg16, max-batch: 1}");

    private final MeasuredRuns runs;
    private final Optional<Wrk> other;

    GeneratorCheck(MeasuredRuns runs, Optional<Wrk> other) {
        this.runs = runs;
        this.other = other;
    }

    @Override
    public String id() {
        return "G";
    }

    @Override
    public String title() {
        return "The load generator itself";
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Findings findings = new Findings();
        rates(findings, progress);
        if (other.isPresent()) {
            compare(findings, other.get(), progress);
        } else {
            findings.say("wrk is not installed here, so nothing is compared with it.");
        }
        return findings;
    }

    private void rates(Findings findings, Consumer<String> progress) throws IOException, InterruptedException {
        findings.say(
                "Requests at a constant rate, each planned for its own time, to a dense layer of 16 units in a server process of"
                        + " its own on the same machine. Late is how long after its time a request was sent.");
        MarkdownTable table = new MarkdownTable(
                "Latency from the planned time, and lateness, in ms; three runs of 8 s.",
                "rate",
                "answered per second",
                "p50",
                "p99",
                "late p50",
                "late p95",
                "late p99");
        double best = Double.POSITIVE_INFINITY;
        double answered = 0;
        for (BenchmarkResult result : runs.all("""
                name: g
                model: {family: dense, layers: 1, width: 16, input: 16}
                server: {kind: compiled, threads: 1, queue: 100000, max-batch: 64}
                workload: {mode: constant, seconds: 8, timeout: 5}
                objective: {percentile: 99, limit-ms: 10}
                warmup: 60000
                repeats: 3
                sweep: {workload.rate: [1000, 5000, 10000, 20000]}
                """, progress)) {
            for (Measurement run : result.repeats()) {
                table.row(
                        Format.words("%.0f", run.offered()),
                        Format.words("%.0f", run.throughput()),
                        Format.milliseconds(run.stage(Stage.LATENCY).percentile(50)),
                        Format.milliseconds(run.stage(Stage.LATENCY).percentile(99)),
                        Format.milliseconds(run.lag().percentile(50)),
                        Format.milliseconds(run.lag().percentile(95)),
                        Format.milliseconds(run.lag().percentile(99)));
                if (run.offered() > 19_000) {
                    best = Math.min(best, run.lag().percentile(99));
                    answered = Math.max(answered, run.throughput());
                }
            }
        }
        findings.show(table);
        findings.claim(
                "20,000 requests a second are sent, and 99 of 100 within 1 ms of their time",
                best <= LATE && answered > 19_000,
                Format.words(
                        "best of three: late by %.2f ms at the 99th percentile, %.0f answered", 1e3 * best, answered));
    }

    private static void compare(Findings findings, Wrk wrk, Consumer<String> progress)
            throws IOException, InterruptedException {
        findings.say("wrk and this generator in turn at the same server, " + CONCURRENCY
                + " requests at once, each sent when the one before is answered, " + TURNS + " times " + SECONDS
                + " s each; medians over the turns.");
        MarkdownTable table =
                new MarkdownTable("Latency in ms.", "server", "percentile", "wrk", "this", "this over wrk");
        double worst = 0;
        for (String server : SERVERS) {
            BenchmarkSpec spec = SpecReader.parse("name: g\n" + server + "\nworkload: {mode: concurrency, concurrency: "
                            + CONCURRENCY + ", seconds: " + SECONDS + "}")
                    .getFirst();
            progress.accept("G: wrk beside this generator, " + spec.server().kind());
            Turns turns = turns(spec, wrk);
            for (int percentile : PERCENTILES) {
                double theirs = turns.median(turn -> turn.theirs().percentiles().get(percentile));
                double ours =
                        turns.median(turn -> turn.ours().stage(Stage.LATENCY).percentile(percentile));
                worst = Math.max(worst, Math.abs(ours / theirs - 1));
                table.row(
                        spec.server().kind().toString(),
                        Integer.toString(percentile),
                        Format.milliseconds(theirs),
                        Format.milliseconds(ours),
                        Format.words("%.3f", ours / theirs));
            }
        }
        findings.show(table);
        findings.claim(
                "percentiles agree with wrk's within 5 %",
                worst <= AGREEMENT, Format.words("off by up to %.1f %%", 100 * worst));
    }

    private record Turn(Wrk.Seen theirs, Measurement ours) {}

    private record Turns(List<Turn> turns) {
        double median(ToDoubleFunction<Turn> value) {
            return turns.stream().mapToDouble(value).sorted().toArray()[turns.size() / 2];
        }
    }

    private static Turns turns(BenchmarkSpec spec, Wrk wrk) throws IOException, InterruptedException {
        InferenceEngine engine = EngineLoader.open(new Engines(), spec, Optional.empty());
        int bytes = Float.BYTES * engine.inputSize();
        try (ModelServer server = ModelServer.start(engine, spec.server())) {
            List<Turn> turns = new ArrayList<>();
            Measurement _ = ours(spec, server);
            for (int i = 0; i < TURNS; i++) {
                Wrk.Seen theirs = wrk.run(server.address().resolve("/v1/predict"), bytes, CONCURRENCY, SECONDS);
                turns.add(new Turn(theirs, ours(spec, server)));
            }
            return new Turns(turns);
        }
    }

    private static Measurement ours(BenchmarkSpec spec, ModelServer server) throws IOException, InterruptedException {
        Seed seed = new Seed(spec.seed());
        try (HttpTarget target = HttpTarget.ofServer(
                server.address(),
                HttpTarget.describe(server.address()),
                1,
                seed,
                spec.workload().timeout())) {
            return new LoadGenerator(Timeline.system()).run(target, spec.workload(), spec.objective(), seed, _ -> {});
        }
    }
}
