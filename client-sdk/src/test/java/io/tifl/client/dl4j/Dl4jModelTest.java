package io.tifl.client.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.client.Learner;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Dl4jModelTest {
    private static final Dl4jLearnerFactory FACTORY = new Dl4jLearnerFactory();

    @ParameterizedTest
    @CsvSource({
        "mnist-cnn, 1199882",
        "cifar10-cnn, 1250858",
        "femnist-cnn, 6603710",
        "small-cnn, 27690",
        // LEAF's 31,202 and the running statistics of 128 channels
        "celeba-cnn, 31458",
        "resnet, 78714",
        "depthwise-cnn, 39850",
        "vgg, 85138"
    })
    void imageModelHasThePublishedNumberOfParameters(String name, int parameters) {
        try (Learner learner = FACTORY.open(ModelSpec.of(name))) {
            assertThat(learner.layout().size()).isEqualTo(parameters);
        }
    }

    // Running statistics of batch normalisation are counted too.
    @ParameterizedTest
    @CsvSource({
        "mlp, 'inputs=768 hidden=256 layers=2 classes=10', 265226",
        "vgg, side=16, 35986",
        "vgg, 'side=16 width=16', 106266",
        "vgg, 'side=16 batch-norm=true', 36322",
        "vgg, 'side=16 batch-norm=true convolutions=9', 48642",
        "resnet, 'side=16 width=8', 20290",
        "resnet, 'side=16 width=8 depth=14', 44930",
        "resnet, 'side=16 width=8 depth=20', 69570",
        "depthwise-cnn, side=16, 39850"
    })
    void settingsMakeModelsOfThisManyParameters(String name, String settings, int parameters) {
        Settings all = Settings.none();
        for (String setting : settings.split(" ", -1)) {
            all = all.with(setting.split("=", -1)[0], setting.split("=", -1)[1]);
        }
        try (Learner learner = FACTORY.open(new ModelSpec(name, all))) {
            assertThat(learner.layout().size()).isEqualTo(parameters);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void logisticModelHasOneWeightPerInputAndClassAndTheBiases(boolean sigmoid) {
        ModelSpec spec =
                new ModelSpec("logistic", Problems.logistic(60, 5).settings().with("sigmoid", sigmoid));

        try (Learner learner = FACTORY.open(spec)) {
            assertThat(learner.layout().size()).isEqualTo(305);
        }
    }

    @Test
    void layoutNamesTensorsInTheOrderOfTheFlatVector() {
        try (Learner learner = FACTORY.open(ModelSpec.of("mnist-cnn"))) {
            assertThat(learner.layout().blocks().stream().map(Layout.Block::name))
                    .containsExactly("0_b", "0_W", "1_b", "1_W", "3_W", "3_b", "4_W", "4_b");
            assertThat(learner.layout().blocks().get(1).shape()).isEqualTo(List.of(32, 1, 3, 3));
            assertThat(learner.layout().blocks().get(4).shape()).isEqualTo(List.of(9216, 128));
        }
    }

    @Test
    void layoutMatchesTheFlatVectorTensorByTensor() {
        Network network =
                Network.initialised(new MnistCnn().blueprint(Settings.none()).architecture(), 1);
        Parameters flat = network.copy();

        int start = 0;
        for (Layout.Block block : network.layout().blocks()) {
            var view = network.net()
                    .model()
                    .getParam(block.name())
                    .dup(block.name().startsWith("3_W") ? 'f' : 'c');
            float[] inOrder = view.data().asFloat();
            int[] probed = {0, inOrder.length / 2, inOrder.length - 1};
            for (int i : probed) {
                float expected = block.shape().size() == 2 && block.name().endsWith("W")
                        ? view.dup('f').data().getFloat(i)
                        : inOrder[i];
                assertThat(flat.get(start + i)).as(block.name()).isEqualTo(expected);
            }
            start += Math.toIntExact(block.size());
        }
        assertThat(start).isEqualTo(flat.size());
    }

    @Test
    void initialParametersDependOnTheSeedAlone() {
        try (Learner one = FACTORY.open(Problems.mlp(20, 8, 3));
                Learner other = FACTORY.open(Problems.mlp(20, 8, 3))) {
            Parameters first = one.initial(7);

            assertThat(other.initial(7)).isEqualTo(first);
            assertThat(one.initial(7)).isEqualTo(first);
            assertThat(one.initial(8)).isNotEqualTo(first);
        }
    }

    @Test
    void initialWeightsAreGlorotUniformAndBiasesZero() {
        try (Learner learner = FACTORY.open(Problems.logistic(300, 100))) {
            float[] values = learner.initial(3).toArray();
            double limit = Math.sqrt(6.0 / 400);

            double sumOfSquares = 0;
            for (int i = 0; i < 30_000; i++) {
                assertThat(Math.abs(values[i])).isLessThanOrEqualTo((float) limit);
                sumOfSquares += (double) values[i] * values[i];
            }
            assertThat(sumOfSquares / 30_000).isBetween(limit * limit / 3 * 0.97, limit * limit / 3 * 1.03);
            for (int i = 30_000; i < 30_100; i++) {
                assertThat(values[i]).isZero();
            }
        }
    }

    @Test
    void unknownModelListsWhatExists() {
        assertThatThrownBy(() -> FACTORY.open(ModelSpec.of("alexnet")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no model 'alexnet'")
                .hasMessageContaining("mnist-cnn");
    }

    @ParameterizedTest
    @CsvSource({
        "inputs, 0, 'is 0, expected 1 to 10000000'",
        "inputs, -5, 'is -5'",
        "classes, 2000000000, 'expected 1 to 1000000'",
        "inputs, ten, expected a whole number",
        "depth, 3, unknown setting [depth]",
        "layers, 17, 'is 17, expected 1 to 16'",
        "hidden, 1000000, 'parameters, expected at most 100000000'"
    })
    void settingOutOfRangeIsRefusedWithWhatWasExpected(String name, String value, String message) {
        Settings settings = Problems.mlp(784, 200, 10).settings().with(name, value);

        assertThatThrownBy(() -> FACTORY.open(new ModelSpec("mlp", settings)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "resnet, depth, 9, 'is 9, expected 8, 14, 20 and so on'",
        "resnet, depth, 116, 'is 116, expected 8 to 110'",
        "resnet, side, 2, 'is 2, expected 8 to 512'",
        "resnet, width, 257, 'is 257, expected 1 to 256'",
        "depthwise-cnn, width, 513, 'is 513, expected 1 to 512'",
        "vgg, convolutions, 7, 'is 7, expected 3, 6, 9 and so on'",
        "vgg, side, 7, 'is 7, expected 8 to 512'",
        "celeba-cnn, side, 84, 'unknown setting [side]'"
    })
    void imageModelRefusesWhatItCannotBe(String model, String name, String value, String message) {
        Settings settings = Settings.none().with(name, value);

        assertThatThrownBy(() -> FACTORY.open(new ModelSpec(model, settings)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void depthOfAResidualNetworkCountsItsConvolutionsAndItsOutput() {
        ModelSpec spec = new ModelSpec(
                "resnet", Settings.none().with("depth", 14).with("width", 3).with("side", 9));
        try (Learner learner = FACTORY.open(spec)) {
            long kernels = learner.layout().blocks().stream()
                    .filter(block -> block.name().endsWith("convolution_W"))
                    .filter(block -> !block.name().contains("shortcut"))
                    .count();
            assertThat(kernels + 1).isEqualTo(14);
        }
    }

    @Test
    void missingSizeIsNamed() {
        assertThatThrownBy(() -> FACTORY.open(ModelSpec.of("logistic")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("setting 'inputs' is missing");
    }
}
