package io.tifl.experiments.benchmark.study;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.TrainingPlan;
import io.tifl.client.compiled.CompiledLearnerFactory;
import io.tifl.experiments.benchmark.model.Engines;
import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.serve.EngineLoader;
import io.tifl.experiments.benchmark.serve.InferenceEngine;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.SpecReader;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.experiments.study.QuantizationData;
import io.tifl.leaf.Pool;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** I8: the same trained networks served in floats and in bytes, side by side: throughput, tail and accuracy. */
final class FloatsAndBytes implements StudyPart {
    private static final String DATASET = "fashion-mnist";
    private static final int TRAIN = 20_000;
    private static final int TEST = 2_000;
    private static final int BATCH = 32;
    private static final int EPOCHS = 3;
    private static final double MOST_LOST = 0.01;
    private static final List<ModelSpec> MODELS = List.of(
            new ModelSpec("mlp", Settings.none().with("inputs", 784).with("classes", 10)),
            new ModelSpec(
                    "small-cnn",
                    Settings.none().with("channels", 1).with("side", 28).with("classes", 10)));

    private final MeasuredRuns runs;
    private final QuantizationData data;

    FloatsAndBytes(MeasuredRuns runs, QuantizationData data) {
        this.runs = runs;
        this.data = data;
    }

    @Override
    public String id() {
        return "I8";
    }

    @Override
    public String title() {
        return "Floats and bytes, side by side";
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Findings findings = new Findings();
        Pool pool = data.load(DATASET);
        findings.say("Networks trained for " + EPOCHS + " epochs on "
                + Math.min(TRAIN, pool.train().size()) + " examples of " + data.describe(DATASET)
                + ", each served on one thread in a process of its own: in floats (compiled) and in bytes (int8). Accuracy on "
                + Math.min(TEST, pool.test().size())
                + " test examples by the engine that serves; throughput with 32 requests at once, dynamic batches of up to 32; the tail at"
                + " 500 requests a second.");
        MarkdownTable table = new MarkdownTable(
                "Three runs each; throughput and tails are medians.",
                "model",
                "engine",
                "accuracy",
                "requests per second",
                "p50 ms at 500/s",
                "p99 ms at 500/s");
        double lost = 0;
        for (ModelSpec model : MODELS) {
            progress.accept("I8: training " + model.name());
            GlobalModel trained = trained(model, first(pool.train(), TRAIN));
            double floats = row(table, model, "compiled", trained, pool, progress);
            double bytes = row(table, model, "int8", trained, pool, progress);
            lost = Math.max(lost, floats - bytes);
        }
        findings.show(table);
        findings.claim(
                "bytes lose at most 1 point of accuracy",
                lost <= MOST_LOST,
                Format.words("%.2f points lost at most", 100 * lost));
        return findings;
    }

    private double row(
            MarkdownTable table,
            ModelSpec model,
            String engine,
            GlobalModel trained,
            Pool pool,
            Consumer<String> progress)
            throws IOException, InterruptedException {
        double accuracy = accuracy(spec(model, engine, "busy", "mode: concurrency, concurrency: 32"), trained, pool);
        BenchmarkResult busy =
                runs.one(spec(model, engine, "busy", "mode: concurrency, concurrency: 32"), trained, progress);
        BenchmarkResult steady = runs.one(spec(model, engine, "steady", "mode: poisson, rate: 500"), trained, progress);
        table.row(
                model.name(),
                engine,
                Format.words("%.2f %%", 100 * accuracy),
                Format.words(
                        "%.0f",
                        median(busy.repeats().stream()
                                .mapToDouble(Measurement::throughput)
                                .toArray())),
                Format.milliseconds(median(tails(steady, 50))),
                Format.milliseconds(median(tails(steady, 99))));
        return accuracy;
    }

    private static double[] tails(BenchmarkResult result, double percentile) {
        return result.repeats().stream()
                .mapToDouble(run -> run.stage(Stage.LATENCY).percentile(percentile))
                .toArray();
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static BenchmarkSpec spec(ModelSpec model, String engine, String load, String workload) {
        return SpecReader.parse("name: i8-" + model.name() + "-" + engine + "-" + load + "\nmodel: {job: i8-"
                        + model.name() + "}\nserver: {kind: " + engine
                        + ", threads: 1, max-batch: 32, queue: 1000}\nworkload: {" + workload
                        + ", seconds: 5}\nrepeats: 3\nwarmup: 2000")
                .getFirst();
    }

    private static GlobalModel trained(ModelSpec model, Examples examples) throws IOException, InterruptedException {
        try (Learner learner = new CompiledLearnerFactory().open(model)) {
            TrainingPlan plan = new TrainingPlan(EPOCHS, BATCH, 1e-3, "adam", 0, new Seed(8).value());
            Learner.Trained trained = learner.train(learner.initial(8), examples, plan);
            return new GlobalModel(model, 1, trained.parameters());
        } catch (DivergedException e) {
            throw new IOException("training of " + model.name() + " diverged: " + e.getMessage(), e);
        }
    }

    private static Examples first(Examples examples, int most) {
        return examples.subset(
                IntStream.range(0, Math.min(most, examples.size())).toArray());
    }

    private static double accuracy(BenchmarkSpec spec, GlobalModel trained, Pool pool) throws IOException {
        Examples test = first(pool.test(), TEST);
        try (InferenceEngine engine = EngineLoader.open(new Engines(), spec, Optional.of(trained))) {
            int right = 0;
            float[] features = new float[engine.inputSize()];
            for (int row = 0; row < test.size(); row++) {
                test.features(row, features, 0);
                right += highest(engine.predict(features, 1)) == test.label(row) ? 1 : 0;
            }
            return (double) right / test.size();
        }
    }

    private static int highest(float[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }
}
