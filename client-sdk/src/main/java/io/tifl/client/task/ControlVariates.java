package io.tifl.client.task;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner.Trained;
import io.tifl.client.TrainingPlan;
import io.tifl.client.task.LocalTask.Context;
import io.tifl.client.task.LocalTask.Result;
import io.tifl.protocol.ControlledModel;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.RunningStatistics;
import io.tifl.protocol.Settings;
import java.util.Optional;

/**
 * The client's half of SCAFFOLD (Karimireddy et al., "SCAFFOLD: Stochastic Controlled Averaging for Federated Learning", ICML
 * 2020, algorithm 1, option II). With the client's variate {@code c_i}, zero at first, and the server's {@code c}, every step
 * goes along {@code gradient - c_i + c}; after {@code K} steps of rate {@code eta} the client's variate changes by
 * {@code -c - change / (K eta)}, which is sent behind the change of the model, and kept if the reply counts.
 *
 * <p>What no gradient moves, the running statistics of batch normalisation, has a variate of zero. Reckoned in double
 * precision, rounded once.
 *
 * @param ordered the order's model and the server's variate
 * @param plan for plain SGD
 */
record ControlVariates(ControlledModel ordered, TrainingPlan plan) {
    private static final String VARIATE = "variate";

    /**
     * Trains.
     *
     * @throws IllegalArgumentException if the plan is for anything but plain SGD
     * @throws DivergedException if training diverges, or a variate does
     */
    Result.Change run(Context context, PersonalModel model, Examples examples, Settings settings)
            throws InterruptedException, DivergedException {
        if (!plan.optimizer().equals("sgd") || plan.proximal() != 0) {
            throw new IllegalArgumentException("control variates are for plain sgd, without a proximal term");
        }
        Parameters start = ordered.parameters();
        Parameters own =
                context.kept().vector(VARIATE, start.layout()).orElseGet(() -> Parameters.zeros(start.layout()));
        Parameters server = ordered.variate();
        Metrics before = TrainTask.before(model, start, examples, settings);
        Trained trained = model.train(start, examples, plan.correctedBy(TrainTask.difference(server, own)));
        Parameters change = TrainTask.difference(trained.parameters(), start);
        float[] moved = variateChange(change, server, trained.steps() * plan.learningRate());
        float[] next = own.toArray();
        for (int i = 0; i < next.length; i++) {
            next[i] += moved[i];
            if (!Float.isFinite(next[i])) {
                throw new DivergedException("training diverged: control variate " + i + " is " + next[i]);
            }
        }
        return new Result.Change(
                new ControlledModel(change, Parameters.owning(start.layout(), moved)).joined(),
                examples.size(),
                TrainTask.metrics(trained, before),
                Optional.of(model.keeping(context.kept()).with(VARIATE, Parameters.owning(start.layout(), next))));
    }

    private static float[] variateChange(Parameters change, Parameters server, double length) {
        float[] moved = new float[change.size()];
        int from = 0;
        for (Layout.Block block : change.layout().blocks()) {
            int to = from + block.size();
            if (!RunningStatistics.has(block)) {
                for (int i = from; i < to; i++) {
                    moved[i] = (float) (-server.get(i) - change.get(i) / length);
                }
            }
            from = to;
        }
        return moved;
    }
}
