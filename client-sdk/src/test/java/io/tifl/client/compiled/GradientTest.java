package io.tifl.client.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.Learner.ClippedGradients;
import io.tifl.client.LearnerFactory;
import io.tifl.client.TrainingPlan;
import io.tifl.client.dl4j.Dl4jLearnerFactory;
import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

/** Losses and gradients of both engines, against each other and against central differences in double precision. */
class GradientTest {
    private static final ModelSpec SPEC = ModelSpec.of("given");
    private static final int COMPARED = 60;
    private static final ModelSpec MLP = new ModelSpec(
            "mlp", Settings.none().with("inputs", 19).with("hidden", 21).with("classes", 5));
    private static final Examples DATA = Given.noise(57, List.of(19), 5, 1);

    static LongStream seeds() {
        return LongStream.range(0, 30);
    }

    private static List<LearnerFactory> engines(Catalog<Dl4jModel> models) {
        return List.of(
                new Dl4jLearnerFactory(models),
                new CompiledLearnerFactory(models, Backend.vectors()),
                new CompiledLearnerFactory(models, Backend.scalar()));
    }

    private static double[] doubles(Parameters values) {
        double[] result = new double[values.size()];
        Arrays.setAll(result, values::get);
        return result;
    }

    private static double largest(Parameters values) {
        return Arrays.stream(doubles(values)).map(Math::abs).max().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void gradientsAreTheCentralDifferencesOfTheLoss(long seed) throws Exception {
        RandomModel drawn = RandomModel.of(seed);
        Catalog<Dl4jModel> catalog = Given.catalog(drawn.inputShape(), drawn.classes(), drawn.configuration());
        Examples data = Given.noise(3, drawn.inputShape(), drawn.classes(), seed);
        Model model = ModelReader.read(drawn.configuration(), drawn.inputShape());
        for (LearnerFactory engine : engines(catalog)) {
            try (Learner learner = engine.open(SPEC)) {
                Parameters at = learner.initial(7);
                DoubleNetwork expected = new DoubleNetwork(model, doubles(at));

                Parameters gradient = learner.gradient(at, data);

                double scale = largest(gradient);
                RandomGenerator chance = new Seed(seed).generator();
                for (int i = 0; i < COMPARED; i++) {
                    int parameter = chance.nextInt(at.size());
                    assertThat((double) gradient.get(parameter))
                            .as("parameter %d of %s in %s", parameter, drawn, engine.name())
                            .isCloseTo(expected.slope(data, parameter), within(1e-5 * scale));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void bothEnginesGiveTheSameLossesAndClippedGradients(long seed) throws Exception {
        RandomModel drawn = RandomModel.of(seed);
        Catalog<Dl4jModel> catalog = Given.catalog(drawn.inputShape(), drawn.classes(), drawn.configuration());
        Examples data = Given.noise(19, drawn.inputShape(), drawn.classes(), seed);
        Model model = ModelReader.read(drawn.configuration(), drawn.inputShape());
        try (Learner reference = new Dl4jLearnerFactory(catalog).open(SPEC);
                Learner compiled = new CompiledLearnerFactory(catalog).open(SPEC)) {
            assertThat(compiled).isInstanceOf(CompiledLearner.class);
            Parameters at = reference.initial(7);
            DoubleNetwork network = new DoubleNetwork(model, doubles(at));

            float[] losses = compiled.losses(at, data);

            float[] expectedLosses = reference.losses(at, data);
            assertThat(losses).hasSize(19);
            for (int i = 0; i < losses.length; i++) {
                double exact = network.loss(data, i);
                assertThat((double) losses[i]).as(drawn.toString()).isCloseTo(exact, within(1e-5 * Math.max(1, exact)));
                assertThat(losses[i])
                        .as(drawn.toString())
                        .isCloseTo(expectedLosses[i], within(1e-5f * Math.max(1, expectedLosses[i])));
            }

            double middle = middle(reference.clippedGradients(at, data, Double.POSITIVE_INFINITY));
            ClippedGradients expected = reference.clippedGradients(at, data, middle * 1.001);
            ClippedGradients actual = compiled.clippedGradients(at, data, middle * 1.001);

            assertThat(actual.clipped()).isEqualTo(expected.clipped()).isBetween(1, 18);
            for (int i = 0; i < 19; i++) {
                assertThat(actual.norms().get(i))
                        .isCloseTo(
                                expected.norms().get(i),
                                within(1e-5 * expected.norms().get(i)));
            }
            assertThat(BothEngines.distance(actual.sum(), expected.sum(), 0))
                    .as(drawn.toString())
                    .isLessThan(1e-5);
        }
    }

    private static double middle(ClippedGradients gradients) {
        assertThat(gradients.clipped()).isZero();
        return gradients.norms().stream().sorted().toList().get(9);
    }

    @Test
    void noExampleMovesTheSumByMoreThanTheNorm() throws Exception {
        double norm = 0.5;
        try (Learner learner = new CompiledLearnerFactory().open(MLP)) {
            Parameters at = learner.initial(1);

            ClippedGradients all = learner.clippedGradients(at, DATA, norm);

            double[] sum = new double[at.size()];
            for (int row = 0; row < DATA.size(); row++) {
                double[] one = doubles(learner.gradient(at, DATA.subset(new int[] {row})));
                double length = Math.sqrt(Arrays.stream(one).map(v -> v * v).sum());
                assertThat(all.norms().get(row)).isCloseTo(length, within(1e-6 * length));
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += one[i] * Math.min(1, norm / length);
                }
            }
            assertThat(all.clipped()).isPositive();
            for (int i = 0; i < sum.length; i++) {
                assertThat((double) all.sum().get(i)).isCloseTo(sum[i], within(1e-5));
            }
        }
    }

    @Test
    void dropoutAndPenaltiesAreLeftOut() throws Exception {
        var layers = new NeuralNetConfiguration.Builder()
                .l2(0.3)
                .list()
                .setInputType(InputType.feedForward(19))
                .layer(new org.deeplearning4j.nn.conf.layers.DenseLayer.Builder()
                        .nOut(8)
                        .activation(Activation.TANH)
                        .dropOut(0.5)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nOut(5)
                        .activation(Activation.SOFTMAX)
                        .dropOut(0.5)
                        .build())
                .build();
        Catalog<Dl4jModel> catalog = Given.catalog(List.of(19), 5, layers);
        Model model = ModelReader.read(layers, List.of(19));
        for (LearnerFactory engine : engines(catalog)) {
            try (Learner learner = engine.open(SPEC)) {
                Parameters at = learner.initial(3);
                learner.train(at, DATA, new TrainingPlan(1, 10, 0.1, "sgd", 0, 1));
                DoubleNetwork expected = new DoubleNetwork(model, doubles(at));

                Parameters gradient = learner.gradient(at, DATA);

                for (int i = 0; i < at.size(); i++) {
                    assertThat((double) gradient.get(i)).isCloseTo(expected.slope(DATA, i), within(1e-6));
                }
                assertThat((double) learner.losses(at, DATA)[4]).isCloseTo(expected.loss(DATA, 4), within(1e-5));
            }
        }
    }

    @Test
    void oneStepOfGradientDescentIsTheGradient() throws Exception {
        for (LearnerFactory engine : engines(Catalog.load("model", Dl4jModel.class))) {
            try (Learner learner = engine.open(MLP)) {
                Parameters at = learner.initial(1);
                Parameters after = learner.train(at, DATA, new TrainingPlan(1, 57, 0.1, "sgd", 0, 1))
                        .parameters();

                Parameters gradient = learner.gradient(at, DATA);

                for (int i = 0; i < at.size(); i++) {
                    assertThat(after.get(i)).isCloseTo(at.get(i) - 0.1f * gradient.get(i), within(1e-6f));
                }
            }
        }
    }

    @Test
    void gradientsLeaveNothingBehind() throws Exception {
        TrainingPlan plan = new TrainingPlan(2, 10, 0.01, "adam", 0.01, 99);
        try (Learner used = new CompiledLearnerFactory().open(MLP);
                Learner fresh = new CompiledLearnerFactory().open(MLP)) {
            Parameters start = fresh.initial(1);
            Learner.Evaluation expected = fresh.evaluate(start, DATA);
            used.gradient(start, DATA);
            Parameters first = used.clippedGradients(start, DATA, 0.3).sum();

            assertThat(used.evaluate(start, DATA)).isEqualTo(expected);
            used.losses(start, DATA);
            assertThat(used.train(start, DATA, plan).parameters())
                    .isEqualTo(fresh.train(start, DATA, plan).parameters());
            assertThat(used.clippedGradients(start, DATA, 0.3).sum()).isEqualTo(first);
        }
    }

    @Test
    void brokenExampleIsReportedAndForgotten() throws Exception {
        float[] features = new float[2 * 19];
        features[7] = Float.NaN;
        Examples broken = Examples.dense(List.of(19), 5, features, new int[2]);
        for (LearnerFactory engine : engines(Catalog.load("model", Dl4jModel.class))) {
            try (Learner learner = engine.open(MLP)) {
                Parameters at = learner.initial(1);
                Parameters before = learner.gradient(at, DATA);

                assertThat(learner.losses(at, broken)[0]).isNaN();
                assertThat(learner.losses(at, broken)[1]).isFinite();
                assertThatThrownBy(() -> learner.gradient(at, broken))
                        .isInstanceOf(DivergedException.class)
                        .hasMessageMatching("training diverged: gradient \\d+ is NaN");
                assertThatThrownBy(() -> learner.clippedGradients(at, broken, 1))
                        .isInstanceOf(DivergedException.class);

                assertThat(learner.gradient(at, DATA)).isEqualTo(before);
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefused() throws Exception {
        Examples none = DATA.subset(new int[0]);
        for (LearnerFactory engine : engines(Catalog.load("model", Dl4jModel.class))) {
            Learner learner = engine.open(MLP);
            Parameters at = learner.initial(1);

            assertThat(learner.losses(at, none)).isEmpty();
            assertThat(learner.clippedGradients(at, none, 1).sum()).isEqualTo(Parameters.zeros(at.layout()));
            assertThatThrownBy(() -> learner.gradient(at, none)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> learner.clippedGradients(at, DATA, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("got 0.0");
            assertThatThrownBy(() -> learner.losses(Parameters.zeros(Layout.flat(3)), DATA))
                    .isInstanceOf(IllegalArgumentException.class);
            learner.close();
            assertThatThrownBy(() -> learner.losses(at, DATA)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> learner.gradient(at, DATA)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> learner.clippedGradients(at, DATA, 1)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void examplesThatNormaliseEachOtherHaveNoGradientsOfTheirOwn() throws Exception {
        var configuration = new NeuralNetConfiguration.Builder()
                .list()
                .setInputType(InputType.feedForward(19))
                .layer(new BatchNormalization())
                .layer(new OutputLayer.Builder()
                        .nOut(5)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
        for (LearnerFactory engine : engines(Given.catalog(List.of(19), 5, configuration))) {
            try (Learner learner = engine.open(SPEC)) {
                Parameters at = learner.initial(1);

                assertThat(learner.losses(at, DATA)).hasSize(57);
                assertThatThrownBy(() -> learner.gradient(at, DATA))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("batch");
            }
        }
    }
}
