package io.tifl.client.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.Learner;
import io.tifl.client.TrainingPlan;
import io.tifl.client.dl4j.Dl4jLearnerFactory;
import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Embeddings and LSTMs in the compiled engine against Deeplearning4j's own training, on the same batches. */
class SequenceEqualityTest {
    private static final ModelSpec SPEC = ModelSpec.of("given");
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
        Catalog<Dl4jModel> catalog = Given.catalog(model.inputShape(), model.classes(), model.configuration());
        int batch = model.examples().size();
        TrainingPlan plan =
                new TrainingPlan(steps, batch, model.learningRate(), model.optimizer(), model.proximal(), 3);
        try (Learner reference = new Dl4jLearnerFactory(catalog).open(SPEC);
                Learner compiled = new CompiledLearnerFactory(catalog, kernels).open(SPEC)) {
            assertThat(compiled).as(model.toString()).isInstanceOf(CompiledLearner.class);
            assertThat(compiled.layout()).as(model.toString()).isEqualTo(reference.layout());
            Parameters start = compiled.initial(7);
            Learner.Evaluation rated = compiled.evaluate(start, model.examples());
            Learner.Evaluation judged = reference.evaluate(start, model.examples());
            assertThat(rated.correct()).as("evaluation of " + model).isEqualTo(judged.correct());
            assertThat(Math.abs(rated.lossSum() - judged.lossSum()) / judged.lossSum())
                    .as("evaluation of " + model)
                    .isLessThan(1e-5);

            Learner.Trained expected = reference.train(start, model.examples(), plan);
            Learner.Trained actual = compiled.train(start, model.examples(), plan);

            assertThat(EqualityTest.distance(
                            actual.parameters(), expected.parameters(), EqualityTest.outliers(model.optimizer())))
                    .as(model.toString())
                    .isLessThan(tolerance);
            assertThat(Math.abs(actual.loss() - expected.loss()) / Math.max(1, Math.abs(expected.loss())))
                    .as("loss of " + model)
                    .isLessThan(Math.max(tolerance, 1e-5));
        }
    }
}
