package io.tifl.experiments.advi.federated;

import io.tifl.client.task.LocalTask;
import io.tifl.experiments.advi.model.Likelihood;
import io.tifl.experiments.advi.model.LikelihoodSums;
import io.tifl.experiments.advi.model.Space;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.task.TaskOrder;

/**
 * {@code advi-likelihood}: the log likelihood of the client's training examples and its gradient, at points that all clients share. The
 * report holds exact sums over the examples and how many there are; no example leaves the client, though sums over few say much of them.
 *
 * <p>Settings: {@code model}, the name of an installed {@link ShardModel}, {@code model.NAME}, its settings, {@code points}, how many, and
 * {@code points.0}, {@code points.1} and so on, their doubles in Base64.
 */
public final class ShardTask implements LocalTask {
    /** Its name. */
    public static final String NAME = "advi-likelihood";

    /** For the service loader. */
    public ShardTask() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Result run(TaskOrder order, Context context) {
        ShardOrders.Asked asked = ShardOrders.asked(order.settings());
        ShardModel model = ShardModel.installed().get(asked.model());
        Space space = model.space(asked.settings());
        double[][] points = ShardOrders.points(order.settings(), space);
        Likelihood likelihood =
                model.likelihood(asked.settings(), context.data().train());
        LikelihoodSums sums = LikelihoodSums.of(likelihood, space, points);
        return new Result.Report(
                new ShardReport(likelihood.size(), sums).bytes(), Metrics.of("examples", likelihood.size()));
    }
}
