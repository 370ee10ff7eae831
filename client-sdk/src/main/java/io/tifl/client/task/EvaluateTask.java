package io.tifl.client.task;

import io.tifl.client.Examples;
import io.tifl.client.Learner.Evaluation;
import io.tifl.protocol.ControlledModel;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.task.TaskOrder;
import java.util.Set;

/**
 * {@code evaluate}: measures the order's model on the client's own examples.
 *
 * <p>Settings: {@code split}, {@code test} (the default) or {@code train}; {@code private-layers} and {@code private-seed} as for
 * {@code train}. Metrics: {@code examples}, {@code correct} and the
 * mean {@code loss}; all are 0 for a client without examples.
 */
public final class EvaluateTask implements LocalTask {
    @Override
    public String name() {
        return "evaluate";
    }

    @Override
    public Result run(TaskOrder order, Context context) throws InterruptedException {
        order.settings().requireOnly(Set.of("split", "private-layers", "private-seed"));
        Examples examples = split(order.settings().text("split", "test"), context);
        Evaluation evaluation = PersonalModel.of(order.settings(), context)
                .evaluate(ControlledModel.modelOf(order.model().parameters()), examples);
        return new Result.Measurement(Metrics.of("examples", (double) evaluation.examples())
                .with("correct", (double) evaluation.correct())
                .with("loss", evaluation.loss()));
    }

    private static Examples split(String name, Context context) {
        return switch (name) {
            case "test" -> context.data().test();
            case "train" -> context.data().train();
            default -> throw new IllegalArgumentException("setting 'split' is '" + name + "', expected test or train");
        };
    }
}
