package io.tifl.client.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.Examples;
import io.tifl.client.TrainingPlan;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The compiled engine against Deeplearning4j's own training, on the same batches. */
class EqualityTest {
    private static final List<Backend> BACKENDS = List.of(Backend.vectors(), Backend.scalar());

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void oneStepGivesTheParametersOfDeeplearning4j(long seed) throws Exception {
        RandomModel model = RandomModel.of(seed);
        for (Backend kernels : BACKENDS) {
            compare(model, kernels, 1, 1e-6);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void fiftyStepsGiveTheParametersOfDeeplearning4j(long seed) throws Exception {
        compare(RandomModel.of(seed), BACKENDS.getFirst(), 50, 1e-4);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void stepsThatAreCorrectedAndPulledElsewhereGiveTheParametersOfDeeplearning4j(long seed) throws Exception {
        RandomModel model = RandomModel.of(seed);
        Examples data = Given.noise(model.batchSize(), model.inputShape(), model.classes(), model.seed());
        Blueprint blueprint = new Blueprint(model.inputShape(), model.classes(), model.configuration());
        TrainingPlan plan = new TrainingPlan(3, model.batchSize(), model.learningRate(), model.optimizer(), 0, 3);
        for (Backend kernels : BACKENDS) {
            try (BothEngines engines = BothEngines.open(model.toString(), blueprint, kernels)) {
                TrainingPlan corrected = plan.correctedBy(engines.reference().initial(8));
                engines.assertTrainedAlike(data, corrected, 2e-6, 1e-5);
                engines.assertTrainedAlike(
                        data, corrected.near(engines.reference().initial(9), 0.3), 2e-6, 1e-5);
                assertThat(engines.compiled().train(engines.start(), data, plan).parameters())
                        .isNotEqualTo(engines.compiled()
                                .train(engines.start(), data, corrected)
                                .parameters());
            }
        }
    }

    private static void compare(RandomModel model, Backend kernels, int steps, double tolerance) throws Exception {
        Examples data = Given.noise(model.batchSize(), model.inputShape(), model.classes(), model.seed());
        TrainingPlan plan = new TrainingPlan(
                steps, model.batchSize(), model.learningRate(), model.optimizer(), model.proximal(), 3);
        Blueprint blueprint = new Blueprint(model.inputShape(), model.classes(), model.configuration());
        try (BothEngines engines = BothEngines.open(model.toString(), blueprint, kernels)) {
            // Its penalties are summed in single precision there.
            engines.assertTrainedAlike(data, plan, tolerance, Math.max(tolerance, 1e-5));
            engines.assertEvaluatedAlike(data);
        }
    }
}
