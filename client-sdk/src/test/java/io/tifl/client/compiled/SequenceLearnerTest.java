package io.tifl.client.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.LearnerFactory;
import io.tifl.client.TrainingPlan;
import io.tifl.client.dl4j.Dl4jLearnerFactory;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;

class SequenceLearnerTest {
    private static final CompiledLearnerFactory FACTORY = new CompiledLearnerFactory();
    private static final ModelSpec SPEC =
            new ModelSpec("sent140-lstm", Settings.none().with("vocabulary", 50));
    private static final Examples DATA = words(43, 1);

    private static Examples words(int rows, long seed) {
        RandomGenerator chance = new Seed(seed).generator();
        float[] features = new float[rows * 25];
        for (int i = 0; i < features.length; i++) {
            features[i] = chance.nextInt(51);
        }
        return Examples.dense(List.of(25), 2, features, chance.ints(rows, 0, 2).toArray());
    }

    private static TrainingPlan plan(String optimizer, int batch) {
        return new TrainingPlan(2, batch, 0.01, optimizer, 0, 99);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shakespeare-lstm", "sent140-lstm", "reddit-lstm"})
    void everyBuiltInSequenceModelIsCompiled(String name) {
        try (Learner learner = FACTORY.open(ModelSpec.of(name))) {
            assertThat(learner).isInstanceOf(CompiledLearner.class);
            assertThat(learner.initial(3).layout()).isEqualTo(learner.layout());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "adam"})
    void usedLearnerGivesTheBitsOfANewOne(String optimizer) throws Exception {
        try (Learner used = FACTORY.open(SPEC);
                Learner fresh = FACTORY.open(SPEC)) {
            Parameters start = fresh.initial(1);
            used.train(used.initial(2), words(90, 6), plan("rmsprop", 64));
            used.train(used.initial(3), words(31, 7), plan(optimizer, 10));
            used.evaluate(used.initial(5), words(200, 8));

            Learner.Trained again = used.train(start, DATA, plan(optimizer, 10));

            Learner.Trained once = fresh.train(start, DATA, plan(optimizer, 10));
            assertThat(again.parameters().sha256()).isEqualTo(once.parameters().sha256());
            assertThat(again.loss()).isEqualTo(once.loss());
            assertThat(used.evaluate(start, DATA)).isEqualTo(fresh.evaluate(start, DATA));
        }
    }

    @Test
    void fourThreadsWithALearnerEachGiveTheBitsOfOne() throws Exception {
        Parameters start;
        String expected;
        try (Learner learner = FACTORY.open(SPEC)) {
            start = learner.initial(1);
            expected = learner.train(start, DATA, plan("sgd", 10)).parameters().sha256();
        }
        Callable<String> training = () -> {
            try (Learner learner = FACTORY.open(SPEC)) {
                return learner.train(start, DATA, plan("sgd", 10)).parameters().sha256();
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
        try (Learner learner = FACTORY.open(SPEC)) {
            Parameters start = learner.initial(1);
            String cold =
                    learner.train(start, DATA, plan("sgd", 10)).parameters().sha256();
            for (int i = 0; i < 60; i++) {
                learner.train(start, DATA, plan("sgd", 10));
            }

            assertThat(learner.train(start, DATA, plan("sgd", 10)).parameters().sha256())
                    .isEqualTo(cold);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {-1, 51, 2.5f, Float.NaN, Float.POSITIVE_INFINITY, 1e10f, -1e-30f})
    void whatIsNoTokenIsRefusedWithItsExampleByBothEngines(float wrong) throws Exception {
        float[] features = new float[6 * 25];
        features[4 * 25 + 24] = wrong;
        Examples examples = Examples.dense(List.of(25), 2, features, new int[6]);
        for (LearnerFactory factory : List.of(FACTORY, new Dl4jLearnerFactory())) {
            try (Learner learner = factory.open(SPEC)) {
                Parameters start = learner.initial(1);

                assertThatThrownBy(() -> learner.evaluate(start, examples))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("example 4 has " + wrong
                                + " at position 24, expected a token: a whole number from 0 to 50");
                assertThatThrownBy(() -> learner.train(start, examples, plan("sgd", 6)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("example 4 has " + wrong);
            }
        }
    }

    @Test
    void refusalInTheMiddleOfTrainingLeavesNothingBehind() throws Exception {
        float[] features = new float[6 * 25];
        features[4 * 25] = -1;
        Examples examples = Examples.dense(List.of(25), 2, features, new int[6]);
        try (Learner used = FACTORY.open(SPEC);
                Learner fresh = FACTORY.open(SPEC)) {
            Parameters start = used.initial(1);
            assertThatThrownBy(() -> used.train(start, examples, plan("sgd", 1)))
                    .isInstanceOf(IllegalArgumentException.class);

            Parameters after = used.train(start, DATA, plan("sgd", 10)).parameters();

            assertThat(after)
                    .isEqualTo(fresh.train(start, DATA, plan("sgd", 10)).parameters());
        }
    }

    @Test
    void rowsOfTheTableThatABatchDoesNotUseStay() throws Exception {
        Examples once = Examples.dense(List.of(25), 2, new float[25], new int[1]);
        try (Learner learner = FACTORY.open(SPEC)) {
            Parameters start = learner.initial(1);

            Parameters trained = learner.train(start, once, plan("sgd", 1)).parameters();

            for (int unit = 0; unit < 100; unit++) {
                assertThat(trained.get(unit * 51)).isNotEqualTo(start.get(unit * 51));
                for (int token = 1; token < 51; token++) {
                    assertThat(trained.get(unit * 51 + token)).isEqualTo(start.get(unit * 51 + token));
                }
            }
        }
    }

    @Test
    void singleTokensAreEmbeddedAsInDeeplearning4j() throws Exception {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new EmbeddingLayer.Builder()
                        .nIn(9)
                        .nOut(5)
                        .hasBias(true)
                        .activation(Activation.TANH)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nIn(5)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
        var catalog = Given.catalog(List.of(1), 3, configuration);
        Examples examples = Examples.dense(List.of(1), 3, new float[] {3, 8, 0, 3}, new int[] {0, 1, 2, 0});
        try (Learner reference = new Dl4jLearnerFactory(catalog).open(ModelSpec.of("given"));
                Learner compiled = new CompiledLearnerFactory(catalog).open(ModelSpec.of("given"))) {
            assertThat(compiled).isInstanceOf(CompiledLearner.class);
            Parameters start = compiled.initial(1);

            Parameters actual = compiled.train(start, examples, plan("sgd", 4)).parameters();

            Parameters expected =
                    reference.train(start, examples, plan("sgd", 4)).parameters();
            assertThat(BothEngines.distance(actual, expected, 0)).isLessThan(1e-6);
        }
    }

    @Test
    void whatIsNotKnownOfSequencesIsNamed() {
        Layer cells = new LSTM.Builder().nOut(4).activation(Activation.TANH).build();
        assertRefused(
                "layer SimpleRnn over a sequence",
                new LastTimeStep(new SimpleRnn.Builder().nOut(4).build()));
        assertRefused(
                "sequences with time before features",
                new LastTimeStep(new LSTM.Builder()
                        .nOut(4)
                        .dataFormat(RNNFormat.NWC)
                        .activation(Activation.TANH)
                        .build()));
        assertRefused("layer OutputLayer over a sequence", cells);
    }

    private static void assertRefused(String what, Layer layer) {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new EmbeddingSequenceLayer.Builder().nIn(9).nOut(4).build())
                .layer(layer)
                .layer(new OutputLayer.Builder()
                        .nIn(4)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
        assertThatThrownBy(() -> ModelReader.read(configuration, List.of(7)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage(what);
    }
}
