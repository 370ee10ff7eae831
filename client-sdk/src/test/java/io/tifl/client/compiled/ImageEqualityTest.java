package io.tifl.client.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.Examples;
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

/** Image networks and graphs in the compiled engine against Deeplearning4j's own training, on the same batches. */
class ImageEqualityTest {
    private static final ModelSpec SPEC = ModelSpec.of("given");
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

    private static void compare(RandomImageModel model, Backend kernels, int steps, double tolerance) throws Exception {
        Dl4jModel.Blueprint blueprint = model.blueprint();
        Catalog<Dl4jModel> catalog = Given.catalog(blueprint);
        int batch = model.batchSize();
        Examples data = Given.noise(batch, blueprint.inputShape(), blueprint.classes(), model.seed());
        TrainingPlan plan =
                new TrainingPlan(steps, batch, model.learningRate(), model.optimizer(), model.proximal(), 3);
        try (Learner reference = new Dl4jLearnerFactory(catalog).open(SPEC);
                Learner compiled = new CompiledLearnerFactory(catalog, kernels).open(SPEC)) {
            assertThat(compiled).as(model.toString()).isInstanceOf(CompiledLearner.class);
            assertThat(compiled.layout()).as(model.toString()).isEqualTo(reference.layout());
            Parameters start = compiled.initial(7);
            assertThat(start).isEqualTo(reference.initial(7));

            Learner.Trained expected = reference.train(start, data, plan);
            Learner.Trained actual = compiled.train(start, data, plan);

            double outliers = EqualityTest.outliers(model.optimizer());
            assertThat(EqualityTest.distance(actual.parameters(), expected.parameters(), outliers))
                    .as(model.toString())
                    .isLessThan(tolerance);
            assertThat(Math.abs(actual.loss() - expected.loss()) / Math.max(1, Math.abs(expected.loss())))
                    .as("loss of " + model)
                    .isLessThan(1e-4); // of a saturated sigmoid it is the logarithm of 1 - p, which has few digits left
            Learner.Evaluation rated = compiled.evaluate(expected.parameters(), data);
            Learner.Evaluation judged = reference.evaluate(expected.parameters(), data);
            assertThat(Math.abs(rated.lossSum() - judged.lossSum()) / Math.max(1, judged.lossSum()))
                    .as("evaluation of " + model)
                    .isLessThan(1e-4);
        }
    }
}
