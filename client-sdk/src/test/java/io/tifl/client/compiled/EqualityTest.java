package io.tifl.client.compiled;

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
