package io.tifl.client.task;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner.Trained;
import io.tifl.client.TrainingPlan;
import io.tifl.client.task.LocalTask.Context;
import io.tifl.client.task.LocalTask.Result;
import io.tifl.protocol.ControlledModel;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.TaskOrder;
import java.util.Optional;

/**
 * Ditto (Li et al., "Ditto: Fair and Robust Federated Learning Through Personalization", ICML 2021, arXiv 2012.04221, algorithm
 * 1): beside its work for the model of all, {@code w}, a client trains a model of its own, {@code v}, on its loss plus
 * {@code lambda / 2 |v - w|^2}, with {@code w} as the order brought it and as many epochs of the same steps. It begins with
 * {@code w} itself, keeps {@code v} if its reply counts, and sends neither {@code v} nor a word on it: what it sends is the same
 * with and without.
 *
 * @param lambda 0 or more; 0 for a model that learns from this client alone
 */
public record Ditto(double lambda) {
    /** The setting of {@code train} that has lambda. */
    public static final String SETTING = "ditto";

    private static final String MODEL = "ditto";

    public Ditto {
        if (!(lambda >= 0) || Double.isInfinite(lambda)) {
            throw new IllegalArgumentException("setting '" + SETTING + "' must be 0 or more and finite, got " + lambda);
        }
    }

    /** The model that is a client's own, if it has trained one of this layout. */
    public static Optional<Parameters> model(Kept kept, Layout layout) {
        return kept.vector(MODEL, layout);
    }

    /**
     * What the work for all yields, and the client's own model to keep.
     *
     * @param plan of the work for all; its proximal term and its corrections are not this model's
     * @throws DivergedException if the client's own model diverges, which lambda times the learning rate above 2 does
     */
    Result.Change beside(Result.Change global, TaskOrder order, Context context, Examples examples, TrainingPlan plan)
            throws DivergedException, InterruptedException {
        Parameters shared = ControlledModel.modelOf(order.model().parameters());
        Parameters start = model(context.kept(), shared.layout()).orElse(shared);
        Trained trained = context.learner().train(start, examples, own(plan).near(shared, lambda));
        Kept keeps = global.keeps().orElseGet(context::kept).with(MODEL, trained.parameters());
        return new Result.Change(global.change(), global.examples(), global.metrics(), Optional.of(keeps));
    }

    private static TrainingPlan own(TrainingPlan plan) {
        return new TrainingPlan(
                plan.epochs(),
                plan.batchSize(),
                plan.learningRate(),
                plan.optimizer(),
                0,
                new Seed(plan.seed()).child("ditto").value());
    }
}
