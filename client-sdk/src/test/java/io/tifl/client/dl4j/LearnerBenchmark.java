package io.tifl.client.dl4j;

import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * What training through {@link Learner} costs beside a bare loop of {@code MultiLayerNetwork.fit} over the same batches.
 *
 * <p>Not JMH: the two have to take turns, because the load of the machine drifts more than they differ; one window of each
 * makes a pair, and the median of the pairs' ratios is printed. The bare loop finds its batches ready made; the learner also
 * loads parameters, resets, shuffles, fills every batch, checks that all is finite, and copies the result.
 *
 * <p>Run its {@code main} with the flags of the root pom's {@code tifl.jvm.flags} and {@code OMP_NUM_THREADS=1} in the
 * environment. Arguments: pairs of windows (15), then model names.
 */
final class LearnerBenchmark {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int BATCH = 10;
    private static final long WINDOW_NANOS = 400_000_000;

    private final ModelSpec spec;
    private final Examples examples;
    private final MultiLayerNetwork bare;
    private final List<DataSet> batches = new ArrayList<>();
    private final Learner learner;
    private final Parameters start;

    private LearnerBenchmark(ModelSpec spec, List<Integer> shape, int clients) {
        this.spec = spec;
        this.examples = images(shape, clients);
        this.learner = new Dl4jLearnerFactory().open(spec);
        this.start = learner.initial(1);
        this.bare = bareNetwork(spec);
        for (int from = 0; from < examples.size(); from += BATCH) {
            batches.add(batch(from, Math.min(BATCH, examples.size() - from)));
        }
    }

    public static void main(String[] arguments) throws Exception {
        int pairs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
        List<String> models = arguments.length > 1
                ? Arrays.asList(arguments).subList(1, arguments.length)
                : List.of("logistic", "mlp", "small-cnn", "mnist-cnn");
        System.out.println("model, bare samples per CPU s, learner samples per CPU s, learner/bare (quartiles)");
        for (String model : models) {
            new LearnerBenchmark(spec(model), List.of(1, 28, 28), 200).compare(pairs);
        }
    }

    private static ModelSpec spec(String model) {
        return switch (model) {
            case "logistic" -> Problems.logistic(784, 10);
            case "mlp" -> Problems.mlp(784, 200, 10);
            default -> ModelSpec.of(model);
        };
    }

    private void compare(int pairs) throws Exception {
        bareWindow();
        learnerWindow();
        double[] bareRates = new double[pairs];
        double[] learnerRates = new double[pairs];
        double[] ratios = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            boolean bareFirst = i % 2 == 0;
            double first = bareFirst ? bareWindow() : learnerWindow();
            double second = bareFirst ? learnerWindow() : bareWindow();
            bareRates[i] = bareFirst ? first : second;
            learnerRates[i] = bareFirst ? second : first;
            ratios[i] = learnerRates[i] / bareRates[i];
        }
        Arrays.sort(bareRates);
        Arrays.sort(learnerRates);
        Arrays.sort(ratios);
        System.out.printf(
                "%s, %.0f, %.0f, %.3f (%.3f to %.3f)%n",
                spec.name(),
                bareRates[pairs / 2],
                learnerRates[pairs / 2],
                ratios[pairs / 2],
                ratios[pairs / 4],
                ratios[pairs * 3 / 4]);
    }

    // Processor time of the whole JVM, compiler and collector included: a busy machine stretches wall time at random,
    // and with
    // one OMP thread there is one busy thread, so on an idle machine the two are equal.
    private static long nanos() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /** Samples per processor second of one window of whole epochs. */
    private double bareWindow() {
        long begin = nanos();
        long samples = 0;
        while (nanos() - begin < WINDOW_NANOS) {
            for (DataSet batch : batches) {
                bare.fit(batch.getFeatures(), batch.getLabels());
            }
            samples += examples.size();
        }
        return samples * 1e9 / (nanos() - begin);
    }

    private double learnerWindow() throws Exception {
        long begin = nanos();
        long samples = 0;
        long seed = 0;
        while (nanos() - begin < WINDOW_NANOS) {
            learner.train(start, examples, new TrainingPlan(1, BATCH, 0.01, "sgd", 0, seed++));
            samples += examples.size();
        }
        return samples * 1e9 / (nanos() - begin);
    }

    private static MultiLayerNetwork bareNetwork(ModelSpec spec) {
        MultiLayerConfiguration configuration = blueprint(spec).configuration().clone();
        configuration.getConfs().stream()
                .map(NeuralNetConfiguration::getLayer)
                .filter(BaseLayer.class::isInstance)
                .forEach(layer -> ((BaseLayer) layer).setIUpdater(new Sgd(0.01)));
        MultiLayerNetwork net = new MultiLayerNetwork(configuration);
        net.init();
        return net;
    }

    private static Dl4jModel.Blueprint blueprint(ModelSpec spec) {
        return Catalog.load("model", Dl4jModel.class).get(spec.name()).blueprint(spec.settings());
    }

    private DataSet batch(int from, int count) {
        Dl4jModel.Blueprint blueprint = blueprint(spec);
        float[] features = new float[count * examples.featureSize()];
        INDArray labels = Nd4j.zeros(count, blueprint.classes());
        for (int i = 0; i < count; i++) {
            examples.features(from + i, features, i * examples.featureSize());
            labels.putScalar(i, examples.label(from + i), 1);
        }
        long[] shape = new long[blueprint.inputShape().size() + 1];
        shape[0] = count;
        for (int i = 1; i < shape.length; i++) {
            shape[i] = blueprint.inputShape().get(i - 1);
        }
        return new DataSet(Nd4j.create(features, shape, 'c'), labels);
    }

    private static Examples images(List<Integer> shape, int count) {
        Random chance = new Random(new Seed(1).value());
        byte[] pixels =
                new byte[count * shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact)];
        chance.nextBytes(pixels);
        return Examples.images(shape, 10, pixels, chance.ints(count, 0, 10).toArray());
    }
}
