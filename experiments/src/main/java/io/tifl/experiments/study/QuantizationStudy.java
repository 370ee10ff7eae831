package io.tifl.experiments.study;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.TrainingPlan;
import io.tifl.client.compiled.CompiledLearnerFactory;
import io.tifl.client.compiled.TrainedNetwork;
import io.tifl.client.dl4j.Dl4jForward;
import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.client.quantized.QuantizationSettings;
import io.tifl.client.quantized.QuantizedNetwork;
import io.tifl.leaf.Pool;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What 8 bits cost and bring: trains each feed-forward model for a short while, quantizes it, and compares accuracy and
 * throughput with the compiled engine's floats and Deeplearning4j's, in one process and on one thread, in turn.
 */
public final class QuantizationStudy {
    private static final int[] BATCHES = {1, 32};
    private static final int KEPT_BATCHES = 8;
    private static final int TRAINING_BATCH = 32;

    private final Options options;
    private final Consumer<String> progress;

    /**
     * What to do.
     *
     * @param models names; empty for all
     * @param dataFolder with the data sets; none to generate examples
     * @param testExamples for accuracy
     * @param calibrationExamples of the training examples
     * @param trainingShare of the examples each model is usually trained on
     * @param repetitions of each measurement
     * @param seconds of each repetition
     */
    public record Options(
            List<String> models,
            Optional<Path> dataFolder,
            int testExamples,
            int calibrationExamples,
            double trainingShare,
            QuantizationSettings quantization,
            int repetitions,
            double seconds) {
        public Options {
            models = List.copyOf(models);
            List<String> known = QuantizationSubject.ALL.stream()
                    .map(QuantizationSubject::model)
                    .toList();
            if (!known.containsAll(models)) {
                throw new IllegalArgumentException("expected models of " + known + ", got " + models);
            }
            if (testExamples < 1 || calibrationExamples < 1 || repetitions < 1 || !(seconds > 0)) {
                throw new IllegalArgumentException("examples, repetitions and seconds must be positive");
            }
            if (!(trainingShare > 0) || trainingShare > 1) {
                throw new IllegalArgumentException(
                        "the share of training examples must be above 0 and at most 1, got " + trainingShare);
            }
        }
    }

    /**
     * What came out for one model.
     *
     * @param accuracy of the floats
     * @param quantizedAccuracy of the bytes, on the same examples
     * @param throughputs for each size of batch
     */
    public record Outcome(
            String model,
            String dataset,
            int parameters,
            int testExamples,
            double accuracy,
            double quantizedAccuracy,
            List<Throughput> throughputs) {}

    /**
     * Examples per second of processor time, medians.
     *
     * @param speedup of bytes over the compiled engine's floats, median of paired ratios
     * @param leastSpeedup over the repetitions
     * @param greatestSpeedup over the repetitions
     */
    public record Throughput(
            int batch,
            double quantized,
            double compiled,
            double dl4j,
            double speedup,
            double leastSpeedup,
            double greatestSpeedup) {}

    /** @param progress gets lines for a user to read */
    public QuantizationStudy(Options options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @throws IOException if a data set's files are missing or broken
     * @throws DivergedException if a model does not learn
     */
    public List<Outcome> run() throws IOException, DivergedException, InterruptedException {
        if (options.dataFolder().isEmpty()) {
            progress.accept("No data folder: ALL EXAMPLES ARE GENERATED, and accuracies say nothing of real data.");
        }
        QuantizationData data = new QuantizationData(options.dataFolder().orElse(null));
        Map<String, Pool> pools = new HashMap<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (QuantizationSubject subject : QuantizationSubject.ALL) {
            if (options.models().isEmpty() || options.models().contains(subject.model())) {
                Pool pool = pools.get(subject.dataset());
                if (pool == null) {
                    pool = data.load(subject.dataset());
                    pools.put(subject.dataset(), pool);
                }
                outcomes.add(outcome(subject, pool));
            }
        }
        return outcomes;
    }

    private Outcome outcome(QuantizationSubject subject, Pool pool) throws DivergedException, InterruptedException {
        ModelSpec spec = Models.spec(subject.model(), Map.of(), pool.featureShape(), pool.classes());
        Examples train = first(pool.train(), (int) Math.ceil(subject.examples() * options.trainingShare()));
        Examples test = first(pool.test(), options.testExamples());
        try (Learner learner = new CompiledLearnerFactory().open(spec)) {
            progress.accept(String.format(
                    Locale.ROOT, "%s: training on %d examples of %s", spec.name(), train.size(), pool.name()));
            Parameters trained =
                    learner.train(learner.initial(1), train, plan(subject)).parameters();
            QuantizedNetwork quantized = QuantizedNetwork.of(
                    TrainedNetwork.read(spec, trained),
                    first(train, options.calibrationExamples()),
                    options.quantization());
            quantized.describe().forEach(layer -> progress.accept("  " + layer));
            List<Throughput> throughputs = new ArrayList<>();
            for (int batch : BATCHES) {
                throughputs.add(throughput(spec, batch, quantized, learner, trained, test));
            }
            return new Outcome(
                    spec.name(),
                    pool.name(),
                    trained.layout().size(),
                    test.size(),
                    learner.evaluate(trained, test).accuracy(),
                    (double) quantized.correct(test) / test.size(),
                    throughputs);
        }
    }

    private static Examples first(Examples examples, int wanted) {
        return examples.subset(
                IntStream.range(0, Math.min(wanted, examples.size())).toArray());
    }

    private static TrainingPlan plan(QuantizationSubject subject) {
        return new TrainingPlan(subject.epochs(), TRAINING_BATCH, subject.learningRate(), "adam", 0, 1);
    }

    /** Batches in turn, over and over. */
    private static final class Turns {
        private final List<Examples> batches = new ArrayList<>();
        private int next;

        Turns(Examples examples, int batch) {
            for (int i = 0; i < KEPT_BATCHES; i++) {
                int from = i * batch;
                batches.add(examples.subset(IntStream.range(from, from + batch)
                        .map(row -> row % examples.size())
                        .toArray()));
            }
        }

        Examples next() {
            next = (next + 1) % batches.size();
            return batches.get(next);
        }
    }

    private static float[] read(Examples examples) {
        float[] features = new float[examples.size() * examples.featureSize()];
        for (int i = 0; i < examples.size(); i++) {
            examples.features(i, features, i * examples.featureSize());
        }
        return features;
    }

    private Throughput throughput(
            ModelSpec spec,
            int batch,
            QuantizedNetwork quantized,
            Learner compiled,
            Parameters parameters,
            Examples examples)
            throws InterruptedException {
        Turns turns = new Turns(examples, batch);
        float[] features = new float[batch * quantized.featureSize()];
        float[] scores = new float[batch * quantized.classes()];
        Dl4jForward dl4j = Dl4jForward.of(
                Catalog.load("model", Dl4jModel.class).get(spec.name()).blueprint(spec.settings()), parameters);
        List<ThroughputRace.Standing> standings = new ThroughputRace(
                        List.of(
                                () -> compiled.evaluate(parameters, turns.next()),
                                () -> {
                                    Examples some = turns.next();
                                    for (int i = 0; i < batch; i++) {
                                        some.features(i, features, i * quantized.featureSize());
                                    }
                                    quantized.scores(features, 0, batch, scores);
                                },
                                () -> dl4j.predict(read(turns.next()), batch)),
                        options.repetitions(),
                        options.seconds())
                .run();
        ThroughputRace.Standing bytes = standings.get(1);
        return new Throughput(
                batch,
                batch * bytes.rate(),
                batch * standings.getFirst().rate(),
                batch * standings.get(2).rate(),
                bytes.ratio(),
                bytes.leastRatio(),
                bytes.greatestRatio());
    }
}
