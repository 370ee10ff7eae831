package io.tifl.client.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.TrainingPlan;
import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.protocol.Parameters;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Image networks and graphs in the compiled engine against Deeplearning4j's own training, on the same batches. */
class ImageEqualityTest {
    private static final List<Backend> BACKENDS = List.of(Backend.vectors(), Backend.scalar());

    static LongStream seeds() {
        return LongStream.range(0, 36);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void oneStepGivesTheParametersOfDeeplearning4j(long seed) throws Exception {
        for (Backend kernels : BACKENDS) {
            compare(RandomImageModel.of(seed), kernels, 1, 1e-6);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void fiftyStepsGiveTheParametersOfDeeplearning4j(long seed) throws Exception {
        compare(RandomImageModel.of(seed), BACKENDS.getFirst(), 50, 1e-4);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void stepsThatAreCorrectedAndPulledElsewhereGiveTheParametersOfDeeplearning4j(long seed) throws Exception {
        RandomImageModel model = RandomImageModel.of(seed);
        Dl4jModel.Blueprint blueprint = model.blueprint();
        Examples data = Given.noise(model.batchSize(), blueprint.inputShape(), blueprint.classes(), model.seed());
        for (Backend kernels : BACKENDS) {
            try (BothEngines engines = BothEngines.open(model.toString(), blueprint, kernels)) {
                TrainingPlan plan = new TrainingPlan(
                                2, model.batchSize(), model.learningRate(), model.optimizer(), 0, 3)
                        .correctedBy(engines.reference().initial(8))
                        .near(engines.reference().initial(9), 0.3);
                engines.assertTrainedAlike(data, plan, 2e-6, 1e-4);
            }
        }
    }

    private static void compare(RandomImageModel model, Backend kernels, int steps, double tolerance) throws Exception {
        Dl4jModel.Blueprint blueprint = model.blueprint();
        int batch = model.batchSize();
        Examples data = Given.noise(batch, blueprint.inputShape(), blueprint.classes(), model.seed());
        TrainingPlan plan =
                new TrainingPlan(steps, batch, model.learningRate(), model.optimizer(), model.proximal(), 3);
        try (BothEngines engines = BothEngines.open(model.toString(), blueprint, kernels)) {
            // The loss of a saturated sigmoid is the logarithm of 1 - p, which has few digits left.
            Parameters trained = engines.assertTrainedAlike(data, plan, tolerance, 1e-4);

            Learner.Evaluation rated = engines.compiled().evaluate(trained, data);
            Learner.Evaluation judged = engines.reference().evaluate(trained, data);
            assertThat(Math.abs(rated.lossSum() - judged.lossSum()) / Math.max(1, judged.lossSum()))
                    .as("evaluation of " + model)
                    .isLessThan(1e-4);
        }
    }
}
