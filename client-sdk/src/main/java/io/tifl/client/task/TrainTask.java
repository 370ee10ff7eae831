package io.tifl.client.task;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner.Trained;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.ControlledModel;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.TaskOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * {@code train}: trains the order's model on the client's own examples and yields the change (FedAvg's client step, McMahan et
 * al. 2017; with a proximal weight FedProx's, Li et al. 2020).
 *
 * <p>Settings: {@code epochs} (1), {@code batch-size} (10), {@code learning-rate} of this round (0.01), {@code optimizer}
 * ({@code sgd}), {@code proximal} (0), {@code share} (1), the part of the client's examples to train on, above 0 and up to 1,
 * drawn anew for every order and at least one example; {@code minibatch}, LEAF's minibatch SGD ({@link Minibatch}) in place of
 * epochs and batches, off by default; {@code start-loss} (false); {@code square-loss} (false);
 * {@code control-variates} (false), for
 * SCAFFOLD; {@code dynamic} (0), the alpha of FedDyn; {@code private-layers}, which the client trains, keeps and never sends, none
 * by default ({@link io.tifl.protocol.LayerSelection}), and {@code private-seed} (0), which they are first drawn from;
 * {@code ditto}, the lambda of a model of the client's own ({@link Ditto}), which has no private layers. Metrics:
 * {@code loss}, the mean over the last epoch, {@code steps}, and, if asked for, of the model that training begins with, on the
 * examples trained on, {@code start-loss}, its loss, and {@code square-loss}, the mean of the squares of its losses.
 */
public final class TrainTask implements LocalTask {
    private static final Set<String> SETTINGS = Set.of(
            "epochs",
            "batch-size",
            "learning-rate",
            "optimizer",
            "proximal",
            "share",
            Minibatch.SETTING,
            "start-loss",
            "square-loss",
            "control-variates",
            "dynamic",
            Ditto.SETTING,
            "private-layers",
            "private-seed");

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
        Optional<Minibatch> minibatch = Minibatch.of(order.settings());
        if (minibatch.isPresent()) {
            examples = minibatch.get().drawn(examples, new Seed(order.seed()).child(Minibatch.SETTING));
            plan = plan.inOneStep(examples.size());
        } else {
            examples = drawn(examples, order.settings().real("share", 1), new Seed(order.seed()).child("share"));
        }
        if (!order.settings().has(Ditto.SETTING)) {
            return trained(order, context, examples, plan);
        }
        Ditto ditto = new Ditto(order.settings().real(Ditto.SETTING, 0));
        if (!order.settings().text("private-layers", "").isEmpty()) {
            throw new IllegalArgumentException(
                    "'ditto' trains a whole model for each client: 'private-layers' do not go with it");
        }
        return ditto.beside(trained(order, context, examples, plan), order, context, examples, plan);
    }

    private static Result.Change trained(TaskOrder order, Context context, Examples examples, TrainingPlan plan)
            throws InterruptedException, DivergedException {
        Parameters model = order.model().parameters();
        PersonalModel personal = PersonalModel.of(order.settings(), context);
        if (order.settings().flag("control-variates", false)) {
            return new ControlVariates(ControlledModel.of(model), plan)
                    .run(context, personal, examples, order.settings());
        }
        double alpha = order.settings().real("dynamic", 0);
        if (alpha != 0) {
            return new DynamicRegulariser(alpha, plan).run(context, personal, model, examples, order.settings());
        }
        Parameters start = ControlledModel.modelOf(model);
        Metrics before = before(personal, start, examples, order.settings());
        Trained trained = personal.train(start, examples, plan);
        Parameters change = difference(trained.parameters(), start);
        Kept keeps = personal.keeping(context.kept());
        return new Result.Change(
                start.layout().equals(model.layout())
                        ? change
                        : ControlledModel.startingAt(change).joined(),
                examples.size(),
                metrics(trained, before),
                keeps.vectors().isEmpty() ? Optional.empty() : Optional.of(keeps));
    }

    /** What is asked for of the model that training begins with: its loss, the mean of the squares of its losses. */
    static Metrics before(PersonalModel model, Parameters start, Examples examples, Settings settings)
            throws InterruptedException {
        Metrics metrics = Metrics.none();
        if (settings.flag("start-loss", false)) {
            metrics = metrics.with("start-loss", model.evaluate(start, examples).loss());
        }
        return settings.flag("square-loss", false)
                ? metrics.with("square-loss", meanSquare(model.losses(start, examples)))
                : metrics;
    }

    private static double meanSquare(float[] losses) {
        double sum = 0;
        for (float loss : losses) {
            sum += (double) loss * loss;
        }
        return sum / losses.length;
    }

    static Metrics metrics(Trained trained, Metrics before) {
        Metrics metrics = Metrics.of("loss", trained.loss()).with("steps", (double) trained.steps());
        for (Map.Entry<String, Double> more : before.values().entrySet()) {
            metrics = metrics.with(more.getKey(), more.getValue());
        }
        return metrics;
    }

    private static Examples drawn(Examples examples, double share, Seed seed) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("the share must lie above 0 and up to 1, got " + share);
        }
        return drawn(examples, Math.max(1, (int) Math.round(share * examples.size())), seed);
    }

    /** So many of the examples, drawn without replacement; all, in their order, if there are no more. */
    static Examples drawn(Examples examples, int wanted, Seed seed) {
        if (wanted >= examples.size()) {
            return examples;
        }
        int[] rows = IntStream.range(0, examples.size()).toArray();
        RandomGenerator chance = seed.generator();
        for (int i = 0; i < wanted; i++) {
            int j = chance.nextInt(i, rows.length);
            int drawn = rows[j];
            rows[j] = rows[i];
            rows[i] = drawn;
        }
        return examples.subset(Arrays.copyOf(rows, wanted));
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

    static Parameters difference(Parameters after, Parameters before) {
        float[] change = after.toArray();
        float[] start = before.toArray();
        for (int i = 0; i < change.length; i++) {
            change[i] -= start[i];
        }
        return Parameters.owning(after.layout(), change);
    }
}
