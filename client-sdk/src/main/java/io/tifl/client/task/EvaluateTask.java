package io.tifl.client.task;

import io.tifl.client.Examples;
import io.tifl.client.Learner.Evaluation;
import io.tifl.protocol.ControlledModel;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.TaskOrder;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * {@code evaluate}: measures the order's model on the client's own examples.
 *
 * <p>Settings: {@code split}, {@code test} (the default) or {@code train}; {@code sample} (0), to look at no more than so many
 * of its examples, drawn anew for every order; {@code private-layers} and {@code private-seed} as for
 * {@code train}; {@code own} (false), to measure the client's {@link Ditto} model too; {@code fine-tune-epochs} (0),
 * {@code batch-size} (10), {@code learning-rate} (0.01) and {@code optimizer} ({@code sgd}), to measure the order's model once more
 * after {@link FineTuning}. Metrics: {@code examples}, {@code correct} and the mean {@code loss}; of a sample {@code held} too, of
 * how many examples it is one; if asked for,
 * {@code own-correct} and {@code own-loss}, of the order's model if the client has none of its own, and {@code tuned-correct} and
 * {@code tuned-loss}, as before if it has no training examples or training diverges. All are 0 for a client without examples.
 */
public final class EvaluateTask implements LocalTask {
    private static final Set<String> SETTINGS = settings();

    private static Set<String> settings() {
        Set<String> settings = new HashSet<>(Set.of("split", "sample", "private-layers", "private-seed", "own"));
        settings.addAll(FineTuning.SETTINGS);
        return Set.copyOf(settings);
    }

    @Override
    public String name() {
        return "evaluate";
    }

    @Override
    public Result run(TaskOrder order, Context context) throws InterruptedException {
        order.settings().requireOnly(SETTINGS);
        Examples all = split(order.settings().text("split", "test"), context);
        int sample = sample(order.settings());
        Examples examples = sample == 0 ? all : TrainTask.drawn(all, sample, new Seed(order.seed()).child("sample"));
        Optional<FineTuning> tuning = FineTuning.of(order.settings());
        Parameters shared = ControlledModel.modelOf(order.model().parameters());
        PersonalModel model = PersonalModel.of(order.settings(), context);
        Evaluation evaluation = model.evaluate(shared, examples);
        Metrics metrics = with(Metrics.of("examples", (double) evaluation.examples()), "", evaluation);
        if (sample > 0) {
            metrics = metrics.with("held", all.size());
        }
        if (order.settings().flag("own", false)) {
            Parameters own = Ditto.model(context.kept(), shared.layout()).orElse(shared);
            metrics = with(metrics, "own-", model.evaluate(own, examples));
        }
        if (tuning.isPresent()) {
            Parameters tuned = tuning.get().tuned(shared, context.data().train(), new Seed(order.seed()), model::train);
            metrics = with(metrics, "tuned-", model.evaluate(tuned, examples));
        }
        return new Result.Measurement(metrics);
    }

    private static int sample(Settings settings) {
        int sample = settings.integer("sample", 0);
        if (sample < 0) {
            throw new IllegalArgumentException("the sample must be 0 or more, got " + sample);
        }
        return sample;
    }

    private static Metrics with(Metrics metrics, String prefix, Evaluation evaluation) {
        return metrics.with(prefix + "correct", (double) evaluation.correct()).with(prefix + "loss", evaluation.loss());
    }

    private static Examples split(String name, Context context) {
        return switch (name) {
            case "test" -> context.data().test();
            case "train" -> context.data().train();
            default -> throw new IllegalArgumentException("setting 'split' is '" + name + "', expected test or train");
        };
    }
}
