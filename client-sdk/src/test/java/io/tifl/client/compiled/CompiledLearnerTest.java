package io.tifl.client.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.LearnerFactory;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;

class CompiledLearnerTest {
    private static final CompiledLearnerFactory FACTORY = new CompiledLearnerFactory();
    private static final ModelSpec MLP = new ModelSpec(
            "mlp", Settings.none().with("inputs", 19).with("hidden", 21).with("classes", 5));
    private static final ModelSpec CNN = ModelSpec.of("small-cnn");
    private static final Examples DATA = Given.noise(57, List.of(19), 5, 1);
    private static final Examples IMAGES = Given.noise(23, List.of(1, 28, 28), 10, 1);

    private static TrainingPlan plan(String optimizer) {
        return new TrainingPlan(2, 10, 0.01, optimizer, 0.01, 99);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logistic",
                "mlp",
                "mnist-cnn",
                "cifar10-cnn",
                "femnist-cnn",
                "small-cnn",
                "celeba-cnn",
                "resnet",
                "depthwise-cnn",
                "vgg"
            })
    void everyBuiltInModelIsCompiledWithTheLayoutOfDeeplearning4j(String name) {
        Settings settings = name.equals("logistic") || name.equals("mlp")
                ? Settings.none().with("inputs", 7).with("classes", 3)
                : Settings.none();
        ModelSpec spec = new ModelSpec(name, settings);
        try (Learner learner = FACTORY.open(spec)) {
            assertThat(learner).isInstanceOf(CompiledLearner.class);
            assertThat(learner.initial(3).layout()).isEqualTo(learner.layout());
        }
    }

    @ParameterizedTest
    @CsvSource({"mlp, layers, 3", "vgg, batch-norm, true", "vgg, convolutions, 9", "resnet, depth, 20"})
    void settingsOfBuiltInModelsTrainCompiled(String name, String setting, String value) throws Exception {
        Settings size = name.equals("mlp")
                ? Settings.none().with("inputs", 768).with("classes", 10)
                : Settings.none().with("side", 16).with("width", 4);
        try (Learner learner = FACTORY.open(new ModelSpec(name, size.with(setting, value)))) {
            assertThat(learner).isInstanceOf(CompiledLearner.class);
            Parameters start = learner.initial(3);
            Learner.Trained trained = learner.train(start, Given.noise(20, List.of(3, 16, 16), 10, 1), plan("adam"));
            assertThat(trained.loss()).isFinite();
            assertThat(trained.parameters()).isNotEqualTo(start);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "nesterovs", "rmsprop", "adam", "adagrad"})
    void usedLearnerGivesTheBitsOfANewOne(String optimizer) throws Exception {
        try (Learner used = FACTORY.open(MLP);
                Learner fresh = FACTORY.open(MLP)) {
            Parameters start = fresh.initial(1);
            used.train(used.initial(2), Given.noise(31, List.of(19), 5, 6), plan(optimizer));
            used.train(used.initial(3), Given.noise(44, List.of(19), 5, 7), plan("adam"));
            used.train(
                    used.initial(3),
                    Given.noise(200, List.of(19), 5, 8),
                    new TrainingPlan(1, 64, 1, optimizer, 0.5, 4));
            used.evaluate(used.initial(5), DATA);

            Learner.Trained again = used.train(start, DATA, plan(optimizer));

            Learner.Trained once = fresh.train(start, DATA, plan(optimizer));
            assertThat(again.parameters().sha256()).isEqualTo(once.parameters().sha256());
            assertThat(again.loss()).isEqualTo(once.loss());
            assertThat(again.steps()).isEqualTo(12);
        }
    }

    @Test
    void dropoutDependsOnTheSeedAlone() throws Exception {
        ModelSpec spec = ModelSpec.of("mnist-cnn");
        try (Learner used = FACTORY.open(spec);
                Learner fresh = FACTORY.open(spec)) {
            Parameters start = fresh.initial(1);
            used.train(used.initial(2), IMAGES.subset(new int[] {3, 1, 2}), plan("sgd"));
            used.evaluate(start, IMAGES);

            Parameters again = used.train(start, IMAGES, plan("sgd")).parameters();

            assertThat(again).isEqualTo(fresh.train(start, IMAGES, plan("sgd")).parameters());
            TrainingPlan other = new TrainingPlan(2, 10, 0.01, "sgd", 0.01, 98);
            assertThat(again).isNotEqualTo(fresh.train(start, IMAGES, other).parameters());
        }
    }

    @Test
    void fourThreadsWithALearnerEachGiveTheBitsOfOne() throws Exception {
        Parameters start;
        String expected;
        try (Learner learner = FACTORY.open(CNN)) {
            start = learner.initial(1);
            expected = learner.train(start, IMAGES, plan("adam")).parameters().sha256();
        }
        Callable<String> training = () -> {
            try (Learner learner = FACTORY.open(CNN)) {
                return learner.train(start, IMAGES, plan("adam")).parameters().sha256();
            }
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<String>> hashes =
                    new ArrayList<>(threads.invokeAll(List.of(training, training, training, training)));
            for (Future<String> hash : hashes) {
                assertThat(hash.get()).isEqualTo(expected);
            }
        }
    }

    @Test
    void interpretedAndCompiledJavaGiveTheSameBits() throws Exception {
        try (Learner learner = FACTORY.open(MLP)) {
            Parameters start = learner.initial(1);
            String cold =
                    learner.train(start, DATA, plan("rmsprop")).parameters().sha256();
            for (int i = 0; i < 2_000; i++) {
                learner.train(start, DATA, plan("rmsprop"));
            }

            assertThat(learner.train(start, DATA, plan("rmsprop")).parameters().sha256())
                    .isEqualTo(cold);
        }
    }

    @Test
    void evaluationKeepsNothingOfTheModelBefore() throws Exception {
        try (Learner learner = FACTORY.open(CNN)) {
            Parameters one = learner.initial(1);
            Parameters two = learner.initial(2);
            Learner.Evaluation first = learner.evaluate(one, IMAGES);
            learner.evaluate(two, IMAGES);
            learner.train(one, IMAGES, plan("sgd"));

            assertThat(learner.evaluate(one, IMAGES)).isEqualTo(first);
            assertThat(learner.evaluate(one, IMAGES.subset(new int[0])).examples())
                    .isZero();
        }
    }

    @Test
    void divergenceIsThisClientsFaultAndLeavesNothingBehind() throws Exception {
        try (Learner learner = FACTORY.open(MLP)) {
            Parameters start = learner.initial(1);
            TrainingPlan wild = new TrainingPlan(20, 10, 1e30, "sgd", 0, 1);

            assertThatThrownBy(() -> learner.train(start, DATA, wild))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageContaining("diverged");

            Parameters after = learner.train(start, DATA, plan("sgd")).parameters();
            try (Learner fresh = FACTORY.open(MLP)) {
                assertThat(after)
                        .isEqualTo(fresh.train(start, DATA, plan("sgd")).parameters());
            }
        }
    }

    @Test
    void brokenExamplesAreTheirClientsFaultAndLeaveNothingBehind() throws Exception {
        float[] pixels = new float[12 * 28 * 28];
        pixels[500] = Float.NaN;
        pixels[5_000] = Float.POSITIVE_INFINITY;
        Examples broken = Examples.dense(List.of(1, 28, 28), 10, pixels, new int[12]);
        try (Learner learner = FACTORY.open(CNN);
                Learner fresh = FACTORY.open(CNN)) {
            Parameters start = learner.initial(1);
            Learner.Evaluation expected = fresh.evaluate(start, IMAGES);

            assertThat(learner.evaluate(start, broken).lossSum()).isNaN();
            assertThat(learner.evaluate(start, IMAGES)).isEqualTo(expected);
            assertThatThrownBy(() -> learner.train(start, broken, plan("sgd"))).isInstanceOf(DivergedException.class);

            assertThat(learner.evaluate(start, IMAGES)).isEqualTo(expected);
            assertThat(learner.train(start, IMAGES, plan("adam")).parameters())
                    .isEqualTo(fresh.train(start, IMAGES, plan("adam")).parameters());
        }
    }

    @Test
    void memoryIsStatedAndGrowsWithTheLargestBatchAndTheOptimiserAlone() throws Exception {
        try (Learner learner = FACTORY.open(CNN)) {
            Parameters start = learner.initial(1);
            assertThat(learner.bytes()).isZero();
            learner.train(start, IMAGES, new TrainingPlan(1, 16, 0.01, "adam", 0.1, 1));
            long held = learner.bytes();

            learner.train(start, IMAGES, new TrainingPlan(1, 5, 0.01, "rmsprop", 0, 1));
            learner.evaluate(start, IMAGES.subset(new int[] {1, 2, 3}));
            learner.clippedGradients(start, IMAGES, 1);

            // Clipped gradients take one example at a time out of the same batch of 23.
            assertThat(held).isBetween(4L * 4 * start.size(), 40L * 4 * start.size());
            long larger = learner.bytes();
            learner.train(start, IMAGES, new TrainingPlan(1, 23, 0.01, "adam", 0.1, 1));
            learner.losses(start, IMAGES);
            assertThat(learner.bytes()).isBetween(larger, 3 * held);
        }
    }

    @Test
    void interruptionIsSeenBetweenBatches() {
        try (Learner learner = FACTORY.open(MLP)) {
            Parameters start = learner.initial(1);
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> learner.train(start, DATA, plan("sgd"))).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (Learner learner = FACTORY.open(MLP)) {
            Parameters start = learner.initial(1);
            assertThatThrownBy(() -> learner.train(Parameters.zeros(Layout.flat(3)), DATA, plan("sgd")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has the layout");
            assertThatThrownBy(() -> learner.train(start, IMAGES, plan("sgd")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("takes features [19]");
            assertThatThrownBy(() -> learner.train(start, DATA.subset(new int[0]), plan("sgd")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no examples");
            assertThatThrownBy(() -> learner.train(start, DATA, plan("lion")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("lion");
        }
    }

    @Test
    void closedLearnerSaysSo() {
        Learner learner = FACTORY.open(MLP);
        Parameters start = learner.initial(1);
        learner.close();
        learner.close();

        assertThatThrownBy(() -> learner.train(start, DATA, plan("sgd")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> learner.evaluate(start, DATA)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> learner.initial(1)).isInstanceOf(IllegalStateException.class);
        assertThat(learner.bytes()).isZero();
    }

    @Test
    void modelWithAnUnknownLayerIsLeftToDeeplearning4j() throws Exception {
        var configuration = new NeuralNetConfiguration.Builder()
                .list()
                .setInputType(InputType.feedForward(19))
                .layer(new ElementWiseMultiplicationLayer.Builder()
                        .nIn(19)
                        .nOut(19)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nOut(5)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
        LearnerFactory factory = new CompiledLearnerFactory(Given.catalog(List.of(19), 5, configuration));

        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (Learner learner = factory.open(ModelSpec.of("given"))) {
            System.setErr(before);
            assertThat(learner).isNotInstanceOf(CompiledLearner.class);
            assertThat(log.toString(StandardCharsets.UTF_8))
                    .contains("model 'given' is left to Deeplearning4j")
                    .contains("layer ElementWiseMultiplicationLayer");
            assertThat(learner.train(learner.initial(1), DATA, plan("sgd")).loss())
                    .isFinite();
        } finally {
            System.setErr(before);
        }
        assertThatThrownBy(() -> ModelReader.read(configuration, List.of(19)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("layer ElementWiseMultiplicationLayer");
    }

    @Test
    void isFoundByItsName() {
        assertThat(Catalog.load("learner", LearnerFactory.class).get("compiled"))
                .isInstanceOf(CompiledLearnerFactory.class);
    }
}
