package io.tifl.client.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Dl4jLearnerTest {
    private static final Dl4jLearnerFactory FACTORY = new Dl4jLearnerFactory();
    private static final Examples CLUSTERS = Problems.clusters(203, 12, 4, 5);

    private static TrainingPlan plan(String optimizer, double rate) {
        return new TrainingPlan(3, 10, rate, optimizer, 0, 99);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "nesterovs", "rmsprop", "adam", "adagrad"})
    void everyOptimizerLearnsWhatCanBeLearned(String optimizer) throws Exception {
        double rate = optimizer.equals("sgd") ? 0.1 : 0.02;
        Examples unseen = Problems.clusters(400, 12, 4, 77);
        try (Learner learner = FACTORY.open(Problems.mlp(12, 16, 4))) {
            Parameters start = learner.initial(1);
            double before = learner.evaluate(start, unseen).loss();

            Learner.Trained trained = learner.train(start, CLUSTERS, plan(optimizer, rate));

            Learner.Evaluation after = learner.evaluate(trained.parameters(), unseen);
            assertThat(after.examples()).isEqualTo(400);
            assertThat(after.accuracy()).isGreaterThan(0.9);
            assertThat(after.loss()).isLessThan(before);
            assertThat(trained.loss()).isLessThan(before);
            assertThat(trained.steps()).isEqualTo(3 * 21);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "nesterovs", "rmsprop", "adam", "adagrad"})
    void usedLearnerGivesTheBitsOfANewOne(String optimizer) throws Exception {
        ModelSpec spec = Problems.mlp(12, 16, 4);
        try (Learner used = FACTORY.open(spec);
                Learner fresh = FACTORY.open(spec)) {
            Parameters start = fresh.initial(1);
            used.train(used.initial(2), Problems.clusters(57, 12, 4, 6), plan(optimizer, 0.3));
            used.train(used.initial(3), Problems.clusters(31, 12, 4, 7), plan("adam", 0.001));
            used.train(used.initial(4), Problems.clusters(44, 12, 4, 8), plan(optimizer, 0.05));
            used.evaluate(used.initial(5), CLUSTERS);

            Learner.Trained again = used.train(start, CLUSTERS, plan(optimizer, 0.02));

            Learner.Trained once = fresh.train(start, CLUSTERS, plan(optimizer, 0.02));
            assertThat(again.parameters().sha256()).isEqualTo(once.parameters().sha256());
            assertThat(again.loss()).isEqualTo(once.loss());
        }
    }

    @Test
    void usedLearnerGivesTheBitsOfANewOneWithDropout() throws Exception {
        Examples images = Problems.clusters(7, List.of(1, 28, 28), 10, 5);
        TrainingPlan plan = new TrainingPlan(1, 4, 0.001, "rmsprop", 0, 4);
        try (Learner used = FACTORY.open(ModelSpec.of("mnist-cnn"));
                Learner fresh = FACTORY.open(ModelSpec.of("mnist-cnn"))) {
            Parameters start = fresh.initial(1);
            used.train(used.initial(2), images.subset(new int[] {1, 2, 3}), plan);

            Parameters again = used.train(start, images, plan).parameters();

            assertThat(again).isEqualTo(fresh.train(start, images, plan).parameters());
            TrainingPlan otherSeed = new TrainingPlan(1, 7, 0.001, "rmsprop", 0, 5);
            TrainingPlan thirdSeed = new TrainingPlan(1, 7, 0.001, "rmsprop", 0, 6);
            assertThat(used.train(start, images, otherSeed).loss())
                    .as("dropout depends on the seed")
                    .isNotCloseTo(used.train(start, images, thirdSeed).loss(), within(1e-4));
        }
    }

    @Test
    void threadsGiveTheSameBits() throws Exception {
        ModelSpec spec = Problems.mlp(12, 16, 4);
        Callable<String> training = () -> {
            try (Learner learner = FACTORY.open(spec)) {
                return learner.train(learner.initial(1), CLUSTERS, plan("adam", 0.01))
                        .parameters()
                        .sha256();
            }
        };
        List<String> hashes = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (Future<String> hash : threads.invokeAll(List.of(training, training, training, training))) {
                hashes.add(hash.get());
            }
        }

        assertThat(hashes).containsOnly(training.call());
    }

    @Test
    void stepOfSoftmaxRegressionIsTheOneComputedByHand() throws Exception {
        Examples two = Examples.dense(List.of(2), 2, new float[] {1, 2, -1, 0.5f}, new int[] {0, 1});
        try (Learner learner = FACTORY.open(Problems.logistic(2, 2))) {
            float[] w = {0.1f, -0.2f, 0.3f, 0.4f, 0.05f, -0.05f};
            Parameters start = Parameters.copyOf(learner.layout(), w);

            float[] trained = learner.train(start, two, new TrainingPlan(1, 2, 0.5, "sgd", 0, 1))
                    .parameters()
                    .toArray();

            float[] expected = ByHand.step(w, w, two, 0.5, 0);
            for (int i = 0; i < w.length; i++) {
                assertThat(trained[i]).isCloseTo(expected[i], within(1e-6f));
            }
        }
    }

    @Test
    void proximalTermPullsBackToTheStartAsComputedByHand() throws Exception {
        Examples two = Examples.dense(List.of(2), 2, new float[] {1, 2, -1, 0.5f}, new int[] {0, 1});
        try (Learner learner = FACTORY.open(Problems.logistic(2, 2))) {
            float[] w = {0.1f, -0.2f, 0.3f, 0.4f, 0.05f, -0.05f};
            Parameters start = Parameters.copyOf(learner.layout(), w);

            float[] trained = learner.train(start, two, new TrainingPlan(3, 2, 0.5, "sgd", 0.8, 1))
                    .parameters()
                    .toArray();

            float[] expected = w;
            for (int step = 0; step < 3; step++) {
                expected = ByHand.step(expected, w, two, 0.5, 0.8);
            }
            float[] without = ByHand.step(ByHand.step(ByHand.step(w, w, two, 0.5, 0), w, two, 0.5, 0), w, two, 0.5, 0);
            for (int i = 0; i < w.length; i++) {
                assertThat(trained[i]).isCloseTo(expected[i], within(2e-6f));
                assertThat(Math.abs(without[i] - expected[i]))
                        .as("the term matters")
                        .isGreaterThan(1e-3f);
            }
        }
    }

    @Test
    void lastPartialBatchIsUsed() throws Exception {
        Examples three = Problems.clusters(3, 2, 2, 1);
        try (Learner learner = FACTORY.open(Problems.logistic(2, 2))) {
            Parameters start = learner.initial(1);

            Learner.Trained whole = learner.train(start, three, new TrainingPlan(1, 100, 0.1, "sgd", 0, 1));
            Learner.Trained cut = learner.train(start, three, new TrainingPlan(1, 2, 0.1, "sgd", 0, 1));

            assertThat(whole.steps()).isEqualTo(1);
            assertThat(cut.steps()).isEqualTo(2);
            float[] expected = ByHand.step(start.toArray(), start.toArray(), three, 0.1, 0);
            assertThat(whole.parameters().get(0)).isCloseTo(expected[0], within(1e-6f));
        }
    }

    @Test
    void evaluationIsThatOfTheModelGivenNotOfTheLastTrained() throws Exception {
        Examples unseen = Problems.clusters(1500, 12, 4, 9);
        try (Learner learner = FACTORY.open(Problems.logistic(12, 4))) {
            Parameters start = learner.initial(1);
            Learner.Evaluation before = learner.evaluate(start, unseen);
            learner.train(start, CLUSTERS, plan("sgd", 0.5));

            assertThat(learner.evaluate(start, unseen)).isEqualTo(before);
            assertThat(before.lossSum()).isCloseTo(ByHand.lossSum(start.toArray(), unseen), within(1e-2));
        }
    }

    @Test
    void noExamplesEvaluateToNothing() throws Exception {
        try (Learner learner = FACTORY.open(Problems.logistic(12, 4))) {
            assertThat(learner.evaluate(learner.initial(1), CLUSTERS.subset(new int[0])))
                    .isEqualTo(new Learner.Evaluation(0, 0, 0));
        }
    }

    @Test
    void datumThatIsNotANumberMakesTrainingDiverge() {
        Examples broken = Examples.dense(List.of(2), 2, new float[] {1, Float.NaN, 0, 1}, new int[] {0, 1});
        try (Learner learner = FACTORY.open(Problems.logistic(2, 2))) {
            Parameters start = learner.initial(1);

            assertThatThrownBy(() -> learner.train(start, broken, plan("sgd", 0.1)))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageContaining("diverged");
        }
    }

    @Test
    void absurdLearningRateMakesTrainingDiverge() {
        try (Learner learner = FACTORY.open(Problems.mlp(12, 16, 4))) {
            Parameters start = learner.initial(1);

            assertThatThrownBy(() -> learner.train(start, CLUSTERS, plan("sgd", 1e38)))
                    .isInstanceOf(DivergedException.class);
        }
    }

    @Test
    void learnerIsAsGoodAsNewAfterDivergence() throws Exception {
        Examples broken = Examples.dense(List.of(2), 2, new float[] {1, Float.NaN, 0, 1}, new int[] {0, 1});
        Examples whole = Problems.clusters(20, 2, 2, 1);
        try (Learner used = FACTORY.open(Problems.logistic(2, 2));
                Learner fresh = FACTORY.open(Problems.logistic(2, 2))) {
            Parameters start = fresh.initial(1);
            assertThatThrownBy(() -> used.train(start, broken, plan("adam", 0.1)))
                    .isInstanceOf(DivergedException.class);

            assertThat(used.train(start, whole, plan("adam", 0.1)).parameters())
                    .isEqualTo(fresh.train(start, whole, plan("adam", 0.1)).parameters());
        }
    }

    @Test
    void examplesOfAnotherShapeAreRefused() {
        try (Learner learner = FACTORY.open(Problems.logistic(12, 4))) {
            Parameters start = learner.initial(1);

            assertThatThrownBy(() -> learner.train(start, Problems.clusters(5, 11, 4, 1), plan("sgd", 0.1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("takes features [12] in 4 classes")
                    .hasMessageContaining("[11] in 4");
            assertThatThrownBy(() -> learner.evaluate(start, Problems.clusters(5, 12, 5, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[12] in 5");
        }
    }

    @Test
    void imagesFitAModelThatTakesThemFlat() throws Exception {
        Examples images = Problems.clusters(20, List.of(1, 3, 4), 4, 1);
        Examples flat = Problems.clusters(20, 12, 4, 1);
        try (Learner learner = FACTORY.open(Problems.logistic(12, 4))) {
            Parameters start = learner.initial(1);

            assertThat(learner.train(start, images, plan("sgd", 0.1)).parameters())
                    .isEqualTo(learner.train(start, flat, plan("sgd", 0.1)).parameters());
        }
    }

    @Test
    void parametersOfAnotherModelAreRefused() {
        try (Learner learner = FACTORY.open(Problems.logistic(12, 4))) {
            Parameters foreign = Parameters.zeros(Layout.flat(52));

            assertThatThrownBy(() -> learner.train(foreign, CLUSTERS, plan("sgd", 0.1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has the layout 0_W[12, 4] 0_b[4], got parameters[52]");
        }
    }

    @Test
    void unknownOptimizerListsWhatExists() {
        try (Learner learner = FACTORY.open(Problems.logistic(12, 4))) {
            assertThatThrownBy(() -> learner.train(learner.initial(1), CLUSTERS, plan("lion", 0.1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no optimizer 'lion' among [adagrad, adam, nesterovs, rmsprop, sgd]");
        }
    }

    @Test
    void nothingToTrainOnIsRefused() {
        try (Learner learner = FACTORY.open(Problems.logistic(12, 4))) {
            assertThatThrownBy(() -> learner.train(learner.initial(1), CLUSTERS.subset(new int[0]), plan("sgd", 0.1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no examples");
        }
    }

    @Test
    void interruptionStopsTrainingBetweenBatches() throws Exception {
        try (Learner learner = FACTORY.open(Problems.logistic(12, 4))) {
            Parameters start = learner.initial(1);
            Parameters[] interrupted = new Parameters[1];
            Thread worker = Thread.ofPlatform().unstarted(() -> {
                try {
                    interrupted[0] = learner.train(start, CLUSTERS, new TrainingPlan(1_000_000, 10, 0.01, "sgd", 0, 1))
                            .parameters();
                } catch (DivergedException | InterruptedException e) {
                    assertThat(e).isInstanceOf(InterruptedException.class);
                }
            });

            worker.start();
            worker.interrupt();
            worker.join(20_000);

            assertThat(worker.isAlive()).isFalse();
            assertThat(interrupted[0]).isNull();
        }
    }

    @Test
    void closedLearnerSaysSo() {
        Learner learner = FACTORY.open(Problems.logistic(12, 4));
        learner.close();

        assertThatThrownBy(learner::layout)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }
}
