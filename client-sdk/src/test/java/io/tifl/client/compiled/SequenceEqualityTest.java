package io.tifl.client.compiled;

import io.tifl.client.TrainingPlan;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Embeddings and LSTMs in the compiled engine against Deeplearning4j's own training, on the same batches. */
class SequenceEqualityTest {
    private static final List<Backend> BACKENDS = List.of(Backend.vectors(), Backend.scalar());

    static LongStream seeds() {
        return LongStream.range(0, 30);
    }

    // Fewer: Deeplearning4j takes seconds for each.
    static LongStream trainedSeeds() {
        return LongStream.range(0, 15);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void oneStepGivesTheParametersOfDeeplearning4j(long seed) throws Exception {
        for (Backend kernels : BACKENDS) {
            compare(RandomSequenceModel.of(seed), kernels, 1, 1e-6);
        }
    }

    @ParameterizedTest
    @MethodSource("trainedSeeds")
    void fiftyStepsGiveTheParametersOfDeeplearning4j(long seed) throws Exception {
        compare(RandomSequenceModel.of(seed), BACKENDS.getFirst(), 50, 1e-4);
    }

    private static void compare(RandomSequenceModel model, Backend kernels, int steps, double tolerance)
            throws Exception {
        TrainingPlan plan = new TrainingPlan(
                steps, model.examples().size(), model.learningRate(), model.optimizer(), model.proximal(), 3);
        Blueprint blueprint = new Blueprint(model.inputShape(), model.classes(), model.configuration());
        try (BothEngines engines = BothEngines.open(model.toString(), blueprint, kernels)) {
            engines.assertEvaluatedAlike(model.examples());
            engines.assertTrainedAlike(model.examples(), plan, tolerance, Math.max(tolerance, 1e-5));
        }
    }
}
