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
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The compiled engine against Deeplearning4j's own training, on the same batches. */
class EqualityTest {
    private static final ModelSpec SPEC = ModelSpec.of("given");
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
        Catalog<Dl4jModel> catalog = Given.catalog(model.inputShape(), model.classes(), model.configuration());
        int batch = model.batchSize();
        Examples data = Given.noise(batch, model.inputShape(), model.classes(), model.seed());
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

            assertThat(distance(actual.parameters(), expected.parameters(), outliers(model.optimizer())))
                    .as(model.toString())
                    .isLessThan(tolerance);
            assertThat(Math.abs(actual.loss() - expected.loss()) / Math.max(1, Math.abs(expected.loss())))
                    .as("loss of " + model)
                    .isLessThan(Math.max(tolerance, 1e-5)); // its penalties are summed in single precision there
            Learner.Evaluation rated = compiled.evaluate(start, data);
            Learner.Evaluation judged = reference.evaluate(start, data);
            assertThat(rated.correct()).isEqualTo(judged.correct());
            assertThat(Math.abs(rated.lossSum() - judged.lossSum()) / judged.lossSum())
                    .as("evaluation of " + model)
                    .isLessThan(1e-5);
        }
    }

    // Optimisers that divide a gradient by its own size turn one that is 0 but for rounding into a step of full length
    // in an
    // arbitrary direction: a few parameters per network may differ, gradient descent shows that gradients do not.
    static double outliers(String optimizer) {
        return optimizer.equals("sgd") || optimizer.equals("nesterovs") ? 0 : 0.03;
    }

    /** Largest difference over the largest value, leaving out this share of the parameters. */
    static double distance(Parameters a, Parameters b, double outliers) {
        double largest = IntStream.range(0, b.size())
                .mapToDouble(i -> Math.abs(b.get(i)))
                .max()
                .orElseThrow();
        double[] differences = IntStream.range(0, a.size())
                .mapToDouble(i -> Math.abs(a.get(i) - b.get(i)))
                .sorted()
                .toArray();
        return differences[(int) Math.ceil((differences.length - 1) * (1 - outliers))] / largest;
    }
}
