package io.tifl.client.task;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner.Trained;
import io.tifl.client.TrainingPlan;
import io.tifl.client.task.LocalTask.Context;
import io.tifl.client.task.LocalTask.Result;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.RunningStatistics;
import io.tifl.protocol.Settings;
import java.util.Optional;

/**
 * The client's half of FedDyn (Acar et al., "Federated Learning Based on Dynamic Regularization", ICLR 2021, algorithm 1). With
 * {@code g}, zero at first, the client minimises its loss minus {@code <g, w>} plus {@code alpha / 2 |w - start|^2}, by the steps
 * of its plan; then {@code g} becomes {@code g - alpha * change}, which at a minimum is the gradient of its loss. It is kept if the
 * reply counts and is not sent.
 *
 * @param alpha above 0
 */
record DynamicRegulariser(double alpha, TrainingPlan plan) {
    private static final String GRADIENT = "gradient";

    DynamicRegulariser {
        if (!(alpha > 0) || Double.isInfinite(alpha)) {
            throw new IllegalArgumentException("setting 'dynamic' must be positive and finite, got " + alpha);
        }
        if (plan.proximal() != 0) {
            throw new IllegalArgumentException("dynamic regularisation has a proximal term of its own");
        }
    }

    /** Trains from {@code start}. */
    Result.Change run(Context context, PersonalModel model, Parameters start, Examples examples, Settings settings)
            throws InterruptedException, DivergedException {
        Metrics before = TrainTask.before(model, start, examples, settings);
        Parameters zero = Parameters.zeros(start.layout());
        Parameters gradient = context.kept().vector(GRADIENT, start.layout()).orElse(zero);
        TrainingPlan regularised = plan.near(start, alpha).correctedBy(TrainTask.difference(zero, gradient));
        Trained trained = model.train(start, examples, regularised);
        Parameters change = TrainTask.difference(trained.parameters(), start);
        return new Result.Change(
                change,
                examples.size(),
                TrainTask.metrics(trained, before),
                Optional.of(model.keeping(context.kept()).with(GRADIENT, next(gradient, change))));
    }

    private Parameters next(Parameters gradient, Parameters change) throws DivergedException {
        float[] next = new float[gradient.size()];
        int from = 0;
        for (Layout.Block block : gradient.layout().blocks()) {
            int to = from + block.size();
            if (!RunningStatistics.has(block)) {
                for (int i = from; i < to; i++) {
                    next[i] = (float) (gradient.get(i) - alpha * change.get(i));
                    if (!Float.isFinite(next[i])) {
                        throw new DivergedException("training diverged: kept gradient " + i + " is " + next[i]);
                    }
                }
            }
            from = to;
        }
        return Parameters.owning(gradient.layout(), next);
    }
}
