package io.tifl.client.task;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner.Trained;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.TaskOrder;
import java.util.Set;

/**
 * {@code train}: trains the order's model on the client's own examples and yields the change (FedAvg's client step, McMahan et
 * al. 2017; with a proximal weight FedProx's, Li et al. 2020).
 *
 * <p>Settings: {@code epochs} (1), {@code batch-size} (10), {@code learning-rate} of this round (0.01), {@code optimizer}
 * ({@code sgd}), {@code proximal} (0). Metrics: {@code loss}, the mean over the last epoch, and {@code steps}.
 */
public final class TrainTask implements LocalTask {
    private static final Set<String> SETTINGS =
            Set.of("epochs", "batch-size", "learning-rate", "optimizer", "proximal");

    @Override
    public String name() {
        return "train";
    }

    @Override
    public Result run(TaskOrder order, Context context) throws InterruptedException, DivergedException {
        TrainingPlan plan = plan(order.settings(), order.seed());
        Examples examples = context.data().train();
        if (examples.size() == 0) {
            throw new IllegalStateException("this client has no training examples");
        }
        Parameters start = order.model().parameters();
        Trained trained = context.learner().train(start, examples, plan);
        Metrics metrics = Metrics.of("loss", trained.loss()).with("steps", (double) trained.steps());
        return new Result.Change(difference(trained.parameters(), start), examples.size(), metrics);
    }

    private static TrainingPlan plan(Settings settings, long seed) {
        settings.requireOnly(SETTINGS);
        return new TrainingPlan(
                settings.integer("epochs", 1),
                settings.integer("batch-size", 10),
                settings.real("learning-rate", 0.01),
                settings.text("optimizer", "sgd"),
                settings.real("proximal", 0),
                seed);
    }

    private static Parameters difference(Parameters after, Parameters before) {
        float[] change = after.toArray();
        float[] start = before.toArray();
        for (int i = 0; i < change.length; i++) {
            change[i] -= start[i];
        }
        return Parameters.owning(after.layout(), change);
    }
}
