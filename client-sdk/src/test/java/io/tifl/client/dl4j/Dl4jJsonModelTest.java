package io.tifl.client.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class Dl4jJsonModelTest {
    private static final Dl4jLearnerFactory FACTORY = new Dl4jLearnerFactory();
    private static final String LAYERS = "org.deeplearning4j.nn.conf.layers.";

    private static ModelSpec spec(String json, String input) {
        return new ModelSpec("dl4j-json", Settings.none().with("json", json).with("input", input));
    }

    private static String mlpJson() {
        return new MlpModel()
                .blueprint(Problems.mlp(12, 16, 4).settings())
                .configuration()
                .toJson();
    }

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> FACTORY.open(spec(json, "12")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static String changed(String from, String to) {
        String json = mlpJson();
        assertThat(json).contains(from);
        return json.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to));
    }

    @ParameterizedTest
    @CsvSource({
        "mnist-cnn, 1x28x28, rmsprop",
        "small-cnn, 1x28x28, sgd",
        "cifar10-cnn, 3x32x32, sgd",
        "depthwise-cnn, 3x32x32, adam"
    })
    void descriptionOfABuiltInModelIsThatModel(String name, String input, String optimizer) throws Exception {
        List<Integer> shape = input.startsWith("3") ? List.of(3, 32, 32) : List.of(1, 28, 28);
        Dl4jModel model = Catalog.load("model", Dl4jModel.class).get(name);
        String json = model.blueprint(Settings.none()).configuration().toJson();
        Examples images = Problems.clusters(3, shape, 10, 1);
        TrainingPlan plan = new TrainingPlan(1, 2, 0.01, optimizer, 0, 1);
        try (Learner original = FACTORY.open(ModelSpec.of(name));
                Learner described = FACTORY.open(spec(json, input))) {
            assertThat(described.layout()).isEqualTo(original.layout());
            Parameters start = original.initial(5);
            assertThat(described.initial(5)).isEqualTo(start);
            assertThat(described.train(start, images, plan).parameters())
                    .isEqualTo(original.train(start, images, plan).parameters());
        }
    }

    @Test
    void networkOfAllLayersTrainsAsDeeplearning4jItselfWould() throws Exception {
        var configuration = new NeuralNetConfiguration.Builder()
                .seed(3)
                .list()
                .setInputType(InputType.convolutionalFlat(8, 8, 1))
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .stride(2, 1)
                        .padding(1, 0)
                        .activation(Activation.TANH)
                        .build())
                .layer(new SubsamplingLayer.Builder(
                                SubsamplingLayer.PoolingType.AVG, new int[] {2, 2}, new int[] {2, 2})
                        .build())
                .layer(new ActivationLayer(Activation.LEAKYRELU))
                .layer(new DropoutLayer(0.9))
                .layer(new DenseLayer.Builder()
                        .nOut(7)
                        .activation(Activation.ELU)
                        .hasBias(false)
                        .l2(0.01)
                        .dropOut(0.5)
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.NEGATIVELOGLIKELIHOOD)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
        Examples flat = Problems.clusters(4, 64, 3, 1);
        try (Learner described = FACTORY.open(spec(configuration.toJson(), "1x8x8"))) {
            MultiLayerNetwork plain = new MultiLayerNetwork(configuration);
            plain.init();
            Parameters start = Parameters.copyOf(
                    described.layout(), plain.params().dup().data().asFloat());
            Learner.Evaluation evaluated = described.evaluate(start, flat);

            float[] features = new float[4 * 64];
            for (int row = 0; row < 4; row++) {
                flat.features(row, features, row * 64);
            }
            var output = plain.output(Nd4j.create(features, new long[] {4, 64}, 'c'), false);
            double loss = 0;
            for (int row = 0; row < 4; row++) {
                loss -= Math.log(output.getDouble(row, flat.label(row)));
            }
            assertThat(evaluated.lossSum()).isCloseTo(loss, within(1e-5));
            assertThat(described
                            .train(start, flat, new TrainingPlan(2, 3, 0.1, "adam", 0.1, 1))
                            .parameters())
                    .isNotEqualTo(start);
        }
    }

    @Test
    void inputNeedNotBeGivenWhereTheFirstLayerTellsIt() {
        ModelSpec spec = new ModelSpec("dl4j-json", Settings.none().with("json", mlpJson()));

        try (Learner learner = FACTORY.open(spec)) {
            assertThat(learner.layout().size()).isEqualTo(12 * 16 + 16 + 16 * 4 + 4);
        }
    }

    @Test
    void inputMustBeGivenForAConvolution() {
        String json = new SmallCnn().blueprint(Settings.none()).configuration().toJson();

        assertThatThrownBy(() ->
                        FACTORY.open(new ModelSpec("dl4j-json", Settings.none().with("json", json))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("setting 'input' is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-3", "1x28", "1x28x28x1", "ax2x3", "99999999999", "100000x100000x100000"})
    void inputThatIsNoShapeIsRefused(String input) {
        assertThatThrownBy(() -> FACTORY.open(spec(mlpJson(), input))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.util.HashMap",
                "com.sun.rowset.JdbcRowSetImpl",
                "io.tifl.client.dl4j.Dl4jJsonModelTest$Planted",
                LAYERS + "misc.FrozenLayer",
                LAYERS + "SeparableConvolution2D",
                LAYERS + "samediff.SameDiffLayer",
                LAYERS + "DenseLayer$Builder",
                "[Lorg.deeplearning4j.nn.conf.layers.DenseLayer;",
                ""
            })
    void layerOffTheListIsNeverCreated(String name) {
        assertRefused(
                changed(LAYERS + "DenseLayer", name),
                "json.confs[0].layer.@class is \"" + name
                        + "\", expected one of [ActivationLayer, BatchNormalization,");
        assertThat(Planted.created).isZero();
    }

    /** A layer that would be found on the class path. */
    public static final class Planted extends BatchNormalization {
        private static final long serialVersionUID = 1L;
        static int created;

        public Planted() {
            created++;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'\"decay\" : 0.9', '\"decay\" : -3', 'a number from 0.0 to 1.0'",
        "'\"eps\" : 1.0E-5', '\"eps\" : 0', 'a number from 1.0E-10 to 1.0'",
        "'\"depthMultiplier\" : 1', '\"depthMultiplier\" : 2000000000', 'a whole number from 1 to 64'",
        "'\"poolingDimensions\" : [ 2, 3 ]', '\"poolingDimensions\" : [ 1, 3 ]', 'a whole number from 2 to 3'",
        "'\"collapseDimensions\" : true', '\"collapseDimensions\" : false', 'collapseDimensions to be true'",
        "'\"cnn2DFormat\" : \"NCHW\"', '\"cnn2DFormat\" : \"NHWC\"', 'one of [NCHW]'"
    })
    void numberOfALayerForImagesOutOfRangeIsRefused(String from, String to, String message) {
        String json =
                new DepthwiseCnn().blueprint(Settings.none()).configuration().toJson();
        assertThat(json).contains(from);
        String changed = json.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to));

        assertThatThrownBy(() -> FACTORY.open(spec(changed, "3x32x32")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void normalizationThatDeeplearning4jFailsOnWithOneExampleIsRefused() {
        String json = new NeuralNetConfiguration.Builder()
                .list()
                .setInputType(InputType.feedForward(12))
                .layer(new BatchNormalization.Builder().useLogStd(false).build())
                .layer(new OutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build()
                .toJson();

        assertRefused(json, "useLogStd to be true");
    }

    @Test
    void classOffTheListIsRefusedWhereverItStands() {
        assertRefused(
                changed("org.nd4j.linalg.activations.impl.ActivationReLU", "org.evil.Activation"),
                "json.confs[0].layer.activationFn.@class is \"org.evil.Activation\", expected one of [ActivationELU,");
        assertRefused(
                changed("org.nd4j.linalg.learning.config.Sgd", "org.evil.Sgd"),
                "layer.iupdater.@class is \"org.evil.Sgd\"");
        assertRefused(
                changed("org.nd4j.linalg.lossfunctions.impl.LossMCXENT", "org.nd4j.linalg.lossfunctions.impl.LossMSE"),
                "json.confs[1].layer.lossFn.@class is");
        assertRefused(
                changed("org.deeplearning4j.nn.weights.WeightInitXavierUniform", "org.evil.W"),
                "weightInitFn.@class is \"org.evil.W\"");
        assertRefused(
                changed("\"idropout\" : null", "\"idropout\" : {\"@class\" : \"org.evil.Dropout\"}"),
                "idropout.@class is \"org.evil.Dropout\", expected one of [Dropout]");
        assertRefused(
                changed("\"stepFunction\" : null", "\"stepFunction\" : {\"@class\" : \"org.evil.Step\"}"),
                "stepFunction is {");
        assertRefused(
                changed("\"weightNoise\" : null", "\"weightNoise\" : {\"@class\" : \"org.evil.Noise\"}"),
                "weightNoise is {");
        assertRefused(
                changed("\"constraints\" : null", "\"constraints\" : [{\"@class\" : \"org.evil.C\"}]"),
                "constraints is [");
        assertRefused(
                changed("\"seed\" : ", "\"cacheMode2\" : {\"@class\" : \"org.evil.C\"}, \"seed\" : "),
                "json.confs[0] has the unknown field [cacheMode2]");
        assertRefused(
                changed("\"learningRate\" : 0.001", "\"learningRateSchedule\" : {\"@class\" : \"org.evil.S\"}"),
                "learningRateSchedule is {");
        assertRefused(
                changed(
                        "\"inputPreProcessors\" : { }",
                        "\"inputPreProcessors\" : {\"0\" : {\"@class\" : \"org.evil.P\"}}"),
                "inputPreProcessors.0.@class is \"org.evil.P\"");
    }

    @Test
    void oldFormatThatNamesClassesOtherwiseIsRefused() {
        assertRefused("{\"confs\" : [{\"layer\" : {\"dense\" : {\"nin\" : 12, \"nout\" : 4}}}]}", "@class is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"nout\" : 16 | \"nout\" : 2000000000 | nout is 2000000000, expected a whole number from 1 to",
                "\"nout\" : 16 | \"nout\" : 1000000 | nin is 16, expected 1000000",
                "\"nout\" : 16 | \"nout\" : 0 | nout is 0",
                "\"nout\" : 16 | \"nout\" : -1 | nout is -1",
                "\"nout\" : 16 | \"nout\" : 16.5 | nout is 16.5",
                "\"nout\" : 16 | \"nout\" : \"16\" | nout is \"16\"",
                "\"nout\" : 16 | \"nout\" : 99999999999999999999 | nout is 99999999999999999999",
                "\"nout\" : 16 | \"nout\" : null | nout is null",
                "\"nin\" : 12 | \"nin\" : 13 | nin is 13, expected 12 from the layer before",
                "\"biasInit\" : 0.0 | \"biasInit\" : 1e400 | biasInit is",
                "\"biasInit\" : 0.0 | \"biasInit\" : NaN | cannot be read",
                "\"backpropType\" : \"Standard\" | \"backpropType\" : \"TruncatedBPTT\" | backpropType is",
                "\"dataType\" : \"FLOAT\" | \"dataType\" : \"DOUBLE\" | dataType is \"DOUBLE\", expected one of [FLOAT]",
                "\"miniBatch\" : true | \"miniBatch\" : false | miniBatch and minimize to be true",
                "ActivationSoftmax | ActivationReLU | expected a softmax",
            })
    void valueThatDoesNotFitIsNamedWithItsPlace(String from, String to, String message) {
        assertRefused(changed(from, to), message);
    }

    @Test
    void fieldGivenTwiceIsRefused() {
        assertRefused(changed("\"nout\" : 16", "\"nout\" : 16, \"nout\" : 2000000000"), "cannot be read");
    }

    @Test
    void manyParametersInSmallLayersAreAddedUpBeforeAnythingIsBuilt() {
        String dense = "{\"layer\" : {\"@class\" : \"" + LAYERS + "DenseLayer\", \"nout\" : %d}},";
        String json = "{\"confs\" : [" + dense.formatted(1_000_000) + dense.formatted(60) + dense.formatted(1_000_000)
                + "{\"layer\" : {\"@class\" : \"" + LAYERS + "OutputLayer\", \"nout\" : 2}}]}";

        assertRefused(json, "the model has 134000060 parameters, expected at most 100000000");
    }

    @Test
    void textThatIsTooLongOrTooDeepIsRefusedUnread() {
        assertRefused("[".repeat(100_000), "cannot be read");
        assertRefused("{\"confs\" : " + "{\"layer\" : ".repeat(20) + "1" + "}".repeat(21), "cannot be read");
        assertRefused(" ".repeat(300_000) + mlpJson(), "characters, expected at most 262144");
        assertRefused(changed("\"nout\" : 16", "\"nout\" : " + "9".repeat(10_000)), "cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "{", "{} {}", "--- !!java.util.HashMap {}", "\u0000"})
    void textThatIsNoDescriptionIsRefused(String json) {
        assertThatThrownBy(() -> FACTORY.open(spec(json, "12"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void networkWithoutLayersIsRefused() {
        assertRefused("{}", "json.confs holds no layer");
        assertRefused("{\"confs\" : [" + "{},".repeat(100) + "{}]}", "expected an array of at most 100");
    }

    @Test
    void networkMustEndInAnOutput() {
        assertRefused(
                "{\"confs\" : [{\"layer\" : {\"@class\" : \"" + LAYERS + "DenseLayer\", \"nout\" : 3}}]}",
                "expected one of [LossLayer, OutputLayer]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"kernelSize\" : [ 5, 5 ] | \"kernelSize\" : [ 50, 5 ] | slides a window of 50 over 28 values",
                "\"kernelSize\" : [ 5, 5 ] | \"kernelSize\" : [ 65, 5 ] | kernelSize[0] is 65",
                "\"kernelSize\" : [ 5, 5 ] | \"kernelSize\" : [ 5 ] | expected an array of 2 whole numbers",
                "\"stride\" : [ 1, 1 ] | \"stride\" : [ 0, 1 ] | stride[0] is 0",
                "\"padding\" : [ 0, 0 ] | \"padding\" : [ -1, 0 ] | padding[0] is -1",
                "\"dilation\" : [ 1, 1 ] | \"dilation\" : [ 2, 2 ] | dilation[0] is 2",
                "\"nout\" : 8 | \"nout\" : 65536 | values between two layers",
                "\"cnn2dDataFormat\" : \"NCHW\" | \"cnn2dDataFormat\" : \"NHWC\" | cnn2dDataFormat is \"NHWC\"",
            })
    void convolutionThatCannotBeIsRefused(String from, String to, String message) {
        String json = new SmallCnn().blueprint(Settings.none()).configuration().toJson();
        assertThat(json).contains(from);

        assertThatThrownBy(() -> FACTORY.open(
                        spec(json.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to)), "1x28x28")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void convolutionOnFlatFeaturesIsRefused() {
        String json = new SmallCnn().blueprint(Settings.none()).configuration().toJson();

        assertThatThrownBy(() -> FACTORY.open(spec(json, "784")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is fed with [784], expected channels, height and width");
    }
}
