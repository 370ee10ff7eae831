package io.tifl.client.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.TrainingPlan;
import io.tifl.client.dl4j.Dl4jLearnerFactory;
import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;

class GraphTest {
    private static final ModelSpec GIVEN = ModelSpec.of("given");
    private static final List<Integer> SHAPE = List.of(2, 9, 7);
    private static final Examples DATA = Given.noise(13, SHAPE, 3, 4);

    private static Layer convolution(int kernel, int channels) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .nOut(channels)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.TANH)
                .build();
    }

    private static Layer dense(int units) {
        return new DenseLayer.Builder().nOut(units).activation(Activation.TANH).build();
    }

    private static Layer output() {
        return new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
    }

    private static GraphBuilder graph() {
        return new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(9, 7, 2));
    }

    private static Blueprint blueprint(GraphBuilder graph) {
        return new Blueprint(SHAPE, 3, graph.build());
    }

    private static MultiLayerConfiguration sequence(Layer... layers) {
        var list = new NeuralNetConfiguration.Builder().l2(0.01).list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        return list.layer(output())
                .setInputType(InputType.convolutional(9, 7, 2))
                .build();
    }

    private static TrainingPlan plan(String optimizer, double proximal) {
        return new TrainingPlan(3, 5, 0.01, optimizer, proximal, 7);
    }

    /** Trains both ways; the compiled result, after it was found equal. */
    private static Parameters same(Blueprint blueprint, TrainingPlan plan) throws Exception {
        Catalog<Dl4jModel> catalog = Given.catalog(blueprint);
        try (Learner reference = new Dl4jLearnerFactory(catalog).open(GIVEN);
                Learner compiled = new CompiledLearnerFactory(catalog).open(GIVEN)) {
            assertThat(compiled).isInstanceOf(CompiledLearner.class);
            assertThat(compiled.layout()).isEqualTo(reference.layout());
            Parameters start = compiled.initial(1);
            Parameters expected = reference.train(start, DATA, plan).parameters();
            Parameters actual = compiled.train(start, DATA, plan).parameters();
            assertThat(BothEngines.distance(actual, expected, 0)).isLessThan(1e-5);
            return actual;
        }
    }

    private static List<Float> block(Parameters parameters, String name) {
        int offset = 0;
        for (Layout.Block block : parameters.layout().blocks()) {
            if (block.name().equals(name)) {
                List<Float> values = new ArrayList<>();
                for (int i = 0; i < block.size(); i++) {
                    values.add(parameters.get(offset + i));
                }
                return values;
            }
            offset += block.size();
        }
        throw new AssertionError(name + " is not in " + parameters.layout().describe());
    }

    @Test
    void denseAndConvolutionMayReadTheSameImage() throws Exception {
        GraphBuilder graph = graph().addLayer("first", convolution(3, 5), "in")
                .addLayer("wide", convolution(5, 3), "first")
                .addLayer("narrow", convolution(1, 3), "first")
                .addLayer("flat", dense(4), "first")
                .addLayer("left", dense(4), "wide")
                .addLayer("right", dense(4), "narrow")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "flat", "left", "right")
                .addLayer("out", output(), "sum")
                .setOutputs("out");
        same(blueprint(graph), plan("sgd", 0.1));
    }

    @Test
    void inputMayBeReadByLayersOfDifferentKinds() throws Exception {
        GraphBuilder graph = graph().addLayer("convolved", convolution(3, 3), "in")
                .addLayer("normalized", new BatchNormalization(), "in")
                .addVertex("all", new MergeVertex(), "convolved", "in", "normalized")
                .addLayer("out", output(), "all")
                .setOutputs("out");
        same(blueprint(graph), plan("nesterovs", 0));
    }

    @Test
    void rectifierBehindTwoReadersStaysOnItsOwn() throws Exception {
        GraphBuilder graph = graph().addLayer("first", convolution(3, 4), "in")
                .addLayer("norm", new BatchNormalization(), "first")
                .addLayer("relu", new ActivationLayer(Activation.RELU), "norm")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Average), "norm", "relu")
                .addLayer("last", new ActivationLayer(Activation.RELU), "sum")
                .addLayer("out", output(), "last")
                .setOutputs("out");
        same(blueprint(graph), plan("sgd", 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"celeba-cnn", "resnet", "depthwise-cnn"})
    void builtInImageModelTrainsAsDeeplearning4jDoes(String name) throws Exception {
        Settings settings = name.equals("celeba-cnn")
                ? Settings.none()
                : Settings.none().with("side", 11).with("width", 5);
        Dl4jModel model = Catalog.load("model", Dl4jModel.class).get(name);
        Blueprint blueprint = model.blueprint(settings);
        Catalog<Dl4jModel> catalog = Given.catalog(blueprint);
        Examples images = Given.noise(4, blueprint.inputShape(), blueprint.classes(), 1);
        TrainingPlan plan = new TrainingPlan(2, 2, 0.001, "sgd", 0.1, 7);
        try (Learner reference = new Dl4jLearnerFactory(catalog).open(GIVEN);
                Learner compiled = new CompiledLearnerFactory(catalog).open(GIVEN)) {
            Parameters start = compiled.initial(1);

            Parameters expected = reference.train(start, images, plan).parameters();

            Parameters actual = compiled.train(start, images, plan).parameters();
            assertThat(BothEngines.distance(actual, expected, 0)).isLessThan(1e-5);
        }
    }

    @Test
    void proximalTermLeavesRunningStatisticsAlone() throws Exception {
        Blueprint blueprint = new Blueprint(SHAPE, 3, sequence(new BatchNormalization(), dense(4)));

        Parameters free = same(blueprint, plan("sgd", 0));
        Parameters pulled = same(blueprint, plan("sgd", 0.9));

        assertThat(block(pulled, "0_mean")).isEqualTo(block(free, "0_mean"));
        assertThat(block(pulled, "0_log10stdev")).isEqualTo(block(free, "0_log10stdev"));
        assertThat(block(pulled, "0_gamma")).isNotEqualTo(block(free, "0_gamma"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void frozenLayersKeepTheirParameters(boolean passing) throws Exception {
        Layer norm = new FrozenLayer(new BatchNormalization());
        Layer[] layers = passing
                ? new Layer[] {norm, convolution(3, 3), new FrozenLayerWithBackprop(convolution(3, 4)), dense(4)}
                : new Layer[] {norm, new FrozenLayer(convolution(3, 3)), new FrozenLayer(convolution(3, 4)), dense(4)};
        Blueprint blueprint = new Blueprint(SHAPE, 3, sequence(layers));
        Catalog<Dl4jModel> catalog = Given.catalog(blueprint);
        Parameters start;
        try (Learner learner = new CompiledLearnerFactory(catalog).open(GIVEN)) {
            start = learner.initial(1);
        }

        Parameters trained = same(blueprint, plan("nesterovs", 0.1));

        assertThat(block(trained, "2_W")).isEqualTo(block(start, "2_W"));
        assertThat(block(trained, "0_mean")).isEqualTo(block(start, "0_mean"));
        assertThat(block(trained, "1_W").equals(block(start, "1_W"))).isNotEqualTo(passing);
        assertThat(block(trained, "3_W")).isNotEqualTo(block(start, "3_W"));
    }

    @Test
    void threadsAndUsedLearnersGiveTheSameBits() throws Exception {
        ModelSpec spec =
                new ModelSpec("resnet", Settings.none().with("side", 12).with("width", 6));
        Examples images = Given.noise(9, List.of(3, 12, 12), 10, 1);
        LearnerOf factory = () -> new CompiledLearnerFactory().open(spec);
        Parameters start;
        String expected;
        try (Learner learner = factory.open()) {
            start = learner.initial(1);
            learner.train(learner.initial(2), images.subset(new int[] {5, 2, 3}), plan("adam", 0));
            learner.evaluate(learner.initial(3), images);
            expected = learner.train(start, images, plan("rmsprop", 0.1))
                    .parameters()
                    .sha256();
        }
        Callable<String> training = () -> {
            try (Learner learner = factory.open()) {
                return learner.train(start, images, plan("rmsprop", 0.1))
                        .parameters()
                        .sha256();
            }
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            for (Future<String> hash : threads.invokeAll(List.of(training, training, training))) {
                assertThat(hash.get()).isEqualTo(expected);
            }
        }
    }

    /** Opens a learner. */
    private interface LearnerOf {
        Learner open();
    }

    private static void assertLeft(Blueprint blueprint, String why) {
        assertThatThrownBy(() -> ModelReader.read(blueprint))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage(why);
        try (Learner learner = new CompiledLearnerFactory(Given.catalog(blueprint)).open(GIVEN)) {
            assertThat(learner).isNotInstanceOf(CompiledLearner.class);
        }
    }

    @Test
    void graphWithTwoOutputsIsLeftToDeeplearning4j() {
        GraphBuilder graph = graph().addLayer("a", output(), "in")
                .addLayer("b", output(), "in")
                .setOutputs("a", "b");
        assertLeft(blueprint(graph), "a graph with 2 outputs");
    }

    @Test
    void unknownVertexIsNamed() {
        GraphBuilder graph = graph().addLayer("a", dense(4), "in")
                .addVertex("unit", new L2NormalizeVertex(), "a")
                .addLayer("out", output(), "unit")
                .setOutputs("out");
        assertLeft(blueprint(graph), "vertex L2NormalizeVertex");
    }

    @Test
    void partThatTheOutputDoesNotDependOnIsRefused() {
        GraphBuilder graph = graph().allowDisconnected(true)
                .addLayer("idle", dense(4), "in")
                .addLayer("out", output(), "in")
                .setOutputs("out");
        assertLeft(blueprint(graph), "a part that the output does not depend on");
    }

    @Test
    void layersThatDeeplearning4jTrainsInItsOwnWayAreLeftToIt() {
        assertLeft(
                new Blueprint(SHAPE, 3, sequence(dense(4), new FrozenLayer(dense(5)))),
                "a layer that learns before a frozen one");
        assertLeft(
                new Blueprint(SHAPE, 3, sequence(dense(4), new FrozenLayerWithBackprop(new BatchNormalization()))),
                "a frozen batch normalisation after layers that learn");
        Layer doubled = new DepthwiseConvolution2D.Builder()
                .depthMultiplier(2)
                .kernelSize(3, 3)
                .build();
        assertLeft(new Blueprint(SHAPE, 3, sequence(doubled)), "a depth multiplier of 2");
        Layer biased = new DepthwiseConvolution2D.Builder()
                .depthMultiplier(1)
                .kernelSize(3, 3)
                .build();
        assertLeft(new Blueprint(SHAPE, 3, sequence(biased)), "penalties on a depthwise convolution with biases");
    }

    @Test
    void graphIsNoSequence() {
        Blueprint graph = blueprint(graph().addLayer("out", output(), "in").setOutputs("out"));

        assertThatThrownBy(graph::configuration)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is a graph");
    }
}
