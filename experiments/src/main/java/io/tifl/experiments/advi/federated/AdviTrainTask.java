package io.tifl.experiments.advi.federated;

import io.tifl.client.DivergedException;
import io.tifl.client.task.LocalTask;
import io.tifl.experiments.advi.amortised.AmortisedModel;
import io.tifl.experiments.advi.amortised.AmortisedTraining;
import io.tifl.experiments.advi.amortised.LabelledColumns;
import io.tifl.experiments.network.FlatParameters;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.TaskOrder;

/**
 * {@code advi-train}: epochs of a bound on the client's images, for the model {@code advi-columns}. Yields a change of encoder and decoder,
 * which whatever adds up changes of {@code train} adds up.
 *
 * <p>Settings: {@code bound} ({@code siwae}, or {@code selbo}), {@code samples} (1) of each component, {@code beta} (0.05), {@code epochs}
 * (1), {@code batch-size} (32) and {@code learning-rate} (0.001) of Adam, which begins anew in each order. Metrics: {@code loss}, minus the
 * mean bound over the last epoch, and {@code bound-sum}, the sum of the bound over its examples.
 */
public final class AdviTrainTask implements LocalTask {
    /** Its name. */
    public static final String NAME = "advi-train";

    /** For the service loader. */
    public AdviTrainTask() {}

    @Override
    public String name() {
        return NAME;
    }

    /** @throws IllegalArgumentException naming everything that is wrong */
    static void check(Settings settings) {
        AmortisedSettings _ = AmortisedSettings.of(settings);
    }

    @Override
    public Result run(TaskOrder order, Context context) throws InterruptedException, DivergedException {
        AmortisedSettings asked = AmortisedSettings.of(order.settings());
        LabelledColumns own = columns(context);
        AmortisedModel model =
                ColumnsModel.of(order.model().spec().settings(), order.model().parameters());
        AmortisedTraining training = new AmortisedTraining(
                model, asked.objective(), asked.batch(), asked.rate(), new Seed(order.seed()).child("train"));
        double bound = 0;
        try {
            for (int epoch = 0; epoch < asked.epochs(); epoch++) {
                bound = training.epoch(own.columns(), own.labels());
                context.progress().accept((epoch + 1.0) / asked.epochs());
            }
        } catch (ArithmeticException e) {
            throw new DivergedException("training diverged: " + e.getMessage());
        }
        int examples = own.columns().rows();
        return new Result.Change(
                FlatParameters.change(model.parameters(), order.model().parameters()),
                examples,
                Metrics.of("loss", -bound).with("bound-sum", bound * examples));
    }

    private static LabelledColumns columns(Context context) {
        if (context.data().train().size() == 0) {
            throw new IllegalStateException("this client has no training examples");
        }
        return LabelledColumns.middle(context.data().train());
    }
}
