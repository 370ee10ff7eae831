package io.tifl.client.quantized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.compiled.CompiledLearnerFactory;
import io.tifl.client.compiled.TrainedNetwork;
import io.tifl.client.compiled.UnsupportedModelException;
import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

class QuantizedNetworkTest {
    /** Mean distance of scores from those in floats, as a share of these' standard deviation; most are off by a few hundredths. */
    private static final double CLOSE = 0.16;

    static Stream<Trained> models() {
        return Stream.of(
                Trained.of("logistic", "inputs", 13, "classes", 4),
                Trained.of("logistic", "inputs", 13, "classes", 4, "sigmoid", true),
                Trained.of("mlp", "inputs", 21, "hidden", 17, "classes", 5),
                Trained.of("small-cnn", "side", 13, "channels", 3),
                Trained.of("resnet", "side", 9, "width", 4, "depth", 14),
                Trained.of("depthwise-cnn", "side", 9, "width", 10));
    }

    @ParameterizedTest
    @MethodSource("models")
    void theFoldedNetworkIsTheSameNetwork(Trained trained) throws InterruptedException {
        FoldedNetwork folded = FoldedNetwork.of(trained.network());
        FloatRun run = new FloatRun(folded);
        float[] features = new float[trained.examples().featureSize()];
        try (Learner learner = new CompiledLearnerFactory().open(trained.spec())) {
            float[] losses = learner.losses(trained.parameters(), trained.examples());

            for (int i = 0; i < losses.length; i++) {
                trained.examples().features(i, features, 0);
                run.run(features);
                float[] scores = run.output(folded.stages().size() - 1).clone();
                for (int c = 0; c < scores.length; c++) {
                    scores[c] = folded.last().of(scores[c]);
                }
                assertThat(crossEntropy(scores, trained.examples().label(i))).isCloseTo(losses[i], within(2e-3));
            }
        }
    }

    private static double crossEntropy(float[] scores, int label) {
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp(score - scores[label]);
        }
        return Math.min(Math.log(sum), -Math.log(1e-10));
    }

    @ParameterizedTest
    @MethodSource("models")
    void scoresAreWithinTheirBoundAndClose(Trained trained) {
        for (Calibration calibration : List.of(new Calibration.MinMax(), new Calibration.LeastSquares())) {
            for (int bits : new int[] {7, 8}) {
                QuantizationSettings settings = new QuantizationSettings(calibration, bits, bits);
                QuantizedNetwork network = QuantizedNetwork.of(trained.network(), trained.examples(), settings);
                boolean whole = calibration instanceof Calibration.MinMax;

                checkScores(trained, network, whole);
            }
        }
    }

    private static void checkScores(Trained trained, QuantizedNetwork network, boolean bounded) {
        FoldedNetwork folded = FoldedNetwork.of(trained.network());
        FloatRun run = new FloatRun(folded);
        List<float[]> examples = new ArrayList<>();
        for (int i = 0; i < trained.examples().size(); i++) {
            float[] features = new float[network.featureSize()];
            trained.examples().features(i, features, 0);
            examples.add(features);
        }
        double bound = ErrorBound.of(folded, run, examples, network.describe());
        float[] scores = network.scores(trained.features());
        double distance = 0;
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < examples.size(); i++) {
            run.run(examples.get(i));
            float[] floats = run.output(folded.stages().size() - 1);
            for (int c = 0; c < floats.length; c++) {
                double expected = folded.last().of(floats[c]);
                double off = Math.abs(scores[i * floats.length + c] - expected);
                // The sigmoid at the end of a network, if there is one, brings values closer.
                assertThat(off).isLessThanOrEqualTo(bounded ? bound : Double.MAX_VALUE);
                distance += off;
                mean += expected;
                squares += expected * expected;
            }
        }
        double deviation = Math.sqrt(squares / scores.length - mean / scores.length * (mean / scores.length));
        assertThat(distance / scores.length).isLessThan(CLOSE * deviation);
    }

    @ParameterizedTest
    @MethodSource("models")
    void aPredictionDependsOnItsExampleAlone(Trained trained) throws Exception {
        QuantizedNetwork network = QuantizedNetwork.of(trained.network(), trained.examples());
        float[] features = trained.features();
        float[] scores = network.scores(features);
        int size = network.featureSize();
        for (int from : new int[] {0, 3, 11}) {
            int count = from == 0 ? 1 : from;
            float[] some = new float[count * network.classes()];
            network.scores(features, from * size, count, some);

            assertThat(some)
                    .isEqualTo(
                            Arrays.copyOfRange(scores, from * network.classes(), (from + count) * network.classes()));
        }
        float[] three = new float[3 * features.length];
        for (int i = 0; i < 3; i++) {
            System.arraycopy(features, 0, three, i * features.length, features.length);
        }
        assertThat(network.scores(three)).startsWith(scores).endsWith(scores);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<float[]>> calls = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                calls.add(() -> network.scores(features));
            }
            for (var result : threads.invokeAll(calls)) {
                assertThat(result.get()).isEqualTo(scores);
            }
        }
    }

    @Test
    void labelsAreThoseOfTheHighestScores() {
        Trained trained = Trained.of("mlp", "inputs", 21, "hidden", 17, "classes", 5);
        QuantizedNetwork network = QuantizedNetwork.of(trained.network(), trained.examples());
        int[] labels = network.labels(trained.features());
        int correct = 0;
        for (int i = 0; i < labels.length; i++) {
            correct += labels[i] == trained.examples().label(i) ? 1 : 0;
        }

        assertThat(labels).hasSize(trained.examples().size());
        assertThat(network.correct(trained.examples())).isEqualTo(correct);
    }

    @Test
    void theDescriptionNamesEveryLayerThatRuns() {
        Trained trained = Trained.of("celeba-cnn");
        List<QuantizedLayer> layers = QuantizedNetwork.of(
                        trained.network(), trained.examples().subset(new int[] {0, 1}))
                .describe();

        assertThat(layers).hasSize(9);
        assertThat(layers.getFirst().toString())
                .startsWith("0: convolution of 3 x 3, rectified, 84 x 84 x 3 to 84 x 84 x 32, weights of 7 bits");
        assertThat(layers.get(1).kind()).isEqualTo("max pooling of 2 x 2");
        assertThat(layers.get(1).output()).isEqualTo(layers.get(0).output());
        assertThat(layers.getLast().yieldsFloats()).isTrue();
        assertThat(layers.getLast().toString()).endsWith("to floats");
    }

    @Test
    void sequencesAreRefusedByTheLayersName() {
        Dl4jModel.Blueprint lstm =
                Catalog.load("model", Dl4jModel.class).get("shakespeare-lstm").blueprint(Settings.none());

        assertThatThrownBy(() -> TrainedNetwork.read(lstm, Trained.drawn(TrainedNetwork.layout(lstm))))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("layer '0', which is an embedding");
    }

    @Test
    void anotherActivationThanTheRectifierIsRefusedBeforeTheLastLayer() {
        Trained tanh = given(
                new DenseLayer.Builder().nOut(5).activation(Activation.TANH).build());

        assertThatThrownBy(() -> QuantizedNetwork.of(network(tanh), tanh.examples()))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("layer '0', whose activation TANH has no form in 8 bits before the last layer");
    }

    /** Normalisation of the input, of a pooling and of rectified values has nothing before it to go into. */
    @Test
    void whatCannotBeFoldedRunsOnItsOwn() {
        Trained trained = given(
                new BatchNormalization.Builder().build(),
                new ConvolutionLayer.Builder(3, 3)
                        .nOut(6)
                        .activation(Activation.RELU)
                        .build(),
                new BatchNormalization.Builder().build(),
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG, new int[] {2, 2}, new int[] {2, 2})
                        .build(),
                new BatchNormalization.Builder().build(),
                new ActivationLayer(Activation.RELU),
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}, new int[] {1, 1})
                        .build());
        QuantizedNetwork network = QuantizedNetwork.of(network(trained), trained.examples());

        assertThat(network.describe()).hasSize(7);
    }

    private static Trained given(Layer... layers) {
        var builder = new NeuralNetConfiguration.Builder().list();
        for (Layer layer : layers) {
            builder.layer(layer);
        }
        builder.layer(new OutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(8, 8, 2));
        var configuration = builder.build();
        Dl4jModel.Blueprint blueprint = new Dl4jModel.Blueprint(List.of(2, 8, 8), 3, configuration);
        MultiLayerNetwork network = new MultiLayerNetwork(configuration.clone());
        network.init();
        float[] flat = network.params().dup('c').data().asFloat();
        var layout = TrainedNetwork.layout(blueprint);
        return new Trained(
                new ModelSpec("given", Settings.none()),
                blueprint,
                Parameters.owning(layout, flat),
                Trained.examples(List.of(2, 8, 8), 3, 5));
    }

    private static TrainedNetwork network(Trained trained) {
        return TrainedNetwork.read(trained.blueprint(), trained.parameters());
    }

    @Test
    void badCalibrationIsRefused() {
        Trained trained = Trained.of("mlp", "inputs", 3, "hidden", 4, "classes", 2);
        TrainedNetwork network = trained.network();

        refused("at least one example", network, new float[0]);
        refused("one and the same value everywhere", network, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f);
        refused("calibration example 1 has a value that is no number", network, 1, 2, 3, 4, Float.NaN, 6);
        refused("calibration example 0 has", network, 1, Float.POSITIVE_INFINITY, 3);
        float[] broken = new float[trained.parameters().layout().size()];
        Arrays.fill(broken, Float.NaN);
        TrainedNetwork diverged = TrainedNetwork.read(
                trained.spec(), Parameters.owning(trained.parameters().layout(), broken));
        refused("layer '0' yields values that are no numbers", diverged, 1, 2, 3);
        assertThatThrownBy(() -> QuantizedNetwork.of(network, Trained.examples(List.of(4), 2, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the network takes features [3], the examples have [4]");
    }

    private static void refused(String message, TrainedNetwork network, float... features) {
        Examples examples = Examples.dense(List.of(3), 2, features, new int[features.length / 3]);
        assertThatThrownBy(() -> QuantizedNetwork.of(network, examples))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void wrongBatchesAreRefused() {
        Trained trained = Trained.of("mlp", "inputs", 3, "hidden", 4, "classes", 2);
        QuantizedNetwork network = QuantizedNetwork.of(trained.network(), trained.examples());

        assertThat(network.scores(new float[0])).isEmpty();
        assertThatThrownBy(() -> network.scores(new float[4])).hasMessage("expected examples of 3 features, got 4");
        assertThatThrownBy(() -> network.scores(new float[6], 1, 2, new float[4]))
                .hasMessage("expected 2 examples of 3 features from 1 on, got 6");
        assertThatThrownBy(() -> network.scores(new float[6], 0, 2, new float[3]))
                .hasMessage("expected room for 2 examples of 2 scores, got 3");
    }
}
