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
import java.util.stream.IntStream;

/** One model opened by Deeplearning4j and by the compiled engine, which must agree on layout and first parameters. */
record BothEngines(String name, Learner reference, Learner compiled, Parameters start) implements AutoCloseable {
    private static final ModelSpec SPEC = ModelSpec.of("given");

    /** @param name of the model in messages */
    static BothEngines open(String name, Dl4jModel.Blueprint blueprint, Backend kernels) {
        Catalog<Dl4jModel> catalog = Given.catalog(blueprint);
        Learner reference = new Dl4jLearnerFactory(catalog).open(SPEC);
        Learner compiled = new CompiledLearnerFactory(catalog, kernels).open(SPEC);
        assertThat(compiled).as(name).isInstanceOf(CompiledLearner.class);
        assertThat(compiled.layout()).as(name).isEqualTo(reference.layout());
        Parameters start = compiled.initial(7);
        assertThat(start).isEqualTo(reference.initial(7));
        return new BothEngines(name, reference, compiled, start);
    }

    /**
     * Trains both on the same batches.
     *
     * @param tolerance of the parameters, as a share of the largest
     * @param lossTolerance as a share of the loss, or of 1 if that is larger
     * @return the reference's parameters
     */
    Parameters assertTrainedAlike(Examples data, TrainingPlan plan, double tolerance, double lossTolerance)
            throws Exception {
        Learner.Trained expected = reference.train(start, data, plan);
        Learner.Trained actual = compiled.train(start, data, plan);

        assertThat(distance(actual.parameters(), expected.parameters(), outliers(plan.optimizer())))
                .as(name)
                .isLessThan(tolerance);
        assertThat(Math.abs(actual.loss() - expected.loss()) / Math.max(1, Math.abs(expected.loss())))
                .as("loss of " + name)
                .isLessThan(lossTolerance);
        return expected.parameters();
    }

    /** Evaluates both: as many right, and losses as close as 1e-5 of theirs. */
    void assertEvaluatedAlike(Examples data) throws Exception {
        Learner.Evaluation rated = compiled.evaluate(start, data);
        Learner.Evaluation judged = reference.evaluate(start, data);
        assertThat(rated.correct()).as("evaluation of " + name).isEqualTo(judged.correct());
        assertThat(Math.abs(rated.lossSum() - judged.lossSum()) / judged.lossSum())
                .as("evaluation of " + name)
                .isLessThan(1e-5);
    }

    // Optimisers that divide a gradient by its own size turn one that is 0 but for rounding into a step of full length
    // in an arbitrary direction: a few parameters per network may differ, gradient descent shows that gradients do not.
    private static double outliers(String optimizer) {
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

    @Override
    public void close() {
        reference.close();
        compiled.close();
    }
}
