package io.tifl.experiments.advi.federated;

import io.tifl.client.Examples;
import io.tifl.client.task.LocalTask;
import io.tifl.experiments.advi.amortised.AmortisedModel;
import io.tifl.experiments.advi.amortised.CalibrationSums;
import io.tifl.experiments.advi.amortised.LabelledColumns;
import io.tifl.experiments.advi.amortised.ModeUse;
import io.tifl.experiments.advi.amortised.Prediction;
import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.bound.Objective;
import io.tifl.experiments.advi.bound.Slope;
import io.tifl.experiments.advi.sum.ExactSums;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.TaskOrder;
import java.util.Set;

/**
 * {@code advi-judge}: how good and how well calibrated a model {@code advi-columns} is on the client's test images. The report holds sums
 * that add up exactly: of correct classes, losses and bins of confidence, of effective modes and weights of components, and of bounds.
 *
 * <p>Settings: {@code samples} (50) of each component in a prediction, {@code bound-samples} (10) of each in the bounds, and {@code beta}
 * (0.05).
 */
public final class JudgeTask implements LocalTask {
    /** Its name. */
    public static final String NAME = "advi-judge";

    private static final Set<String> SETTINGS = Set.of("samples", "bound-samples", "beta");
    private static final int MOST_SAMPLES = 100_000;

    /** For the service loader. */
    public JudgeTask() {}

    @Override
    public String name() {
        return NAME;
    }

    /** How models are judged. */
    record Asked(int samples, int boundSamples, double beta) {
        static Asked of(Settings settings) {
            settings.requireOnly(SETTINGS);
            return new Asked(
                    Columns.between(settings, "samples", 50, 1, MOST_SAMPLES),
                    Columns.between(settings, "bound-samples", 10, 1, MOST_SAMPLES),
                    settings.real("beta", 0.05));
        }

        Objective objective(Bound bound) {
            return new Objective(bound, boundSamples, beta, Slope.PLAIN);
        }
    }

    @Override
    public Result run(TaskOrder order, Context context) {
        Asked asked = Asked.of(order.settings());
        Settings spec = order.model().spec().settings();
        AmortisedModel model = ColumnsModel.of(spec, order.model().parameters());
        Examples test = context.data().test();
        JudgeReport report = test.size() == 0
                ? JudgeReport.empty(ColumnsModel.components(spec))
                : judge(model, LabelledColumns.middle(test), asked, new Seed(order.seed()));
        return new Result.Report(report.bytes(), Metrics.of("examples", test.size()));
    }

    static JudgeReport judge(AmortisedModel model, LabelledColumns test, Asked asked, Seed seed) {
        Prediction prediction = Prediction.of(model, test.columns(), asked.samples(), seed.child("predict"));
        CalibrationSums predictions = prediction.judge(test.labels().labels());
        return new JudgeReport(
                predictions, sums(prediction.modes(), test.labels().count()), bounds(model, test, asked, seed));
    }

    /** Means times their count, as the means are all that is told of them. */
    private static ModeUse.Sums sums(ModeUse use, int count) {
        ExactSums sums = new ExactSums(3 + use.weights().size());
        sums.add(0, count);
        sums.add(1, use.effective() * count);
        sums.add(2, use.entropy() * count);
        for (int k = 0; k < use.weights().size(); k++) {
            sums.add(3 + k, use.weights().get(k) * count);
        }
        return new ModeUse.Sums(sums);
    }

    private static ExactSums bounds(AmortisedModel model, LabelledColumns test, Asked asked, Seed seed) {
        ExactSums sums = new ExactSums(2);
        Bound[] both = {Bound.SELBO, Bound.SIWAE};
        for (int i = 0; i < both.length; i++) {
            Objective objective = asked.objective(both[i]);
            for (double bound : model.bounds(
                    objective,
                    test.columns(),
                    test.labels(),
                    seed.child("bounds").generator(),
                    row -> row)) {
                sums.add(i, bound);
            }
        }
        return sums;
    }
}
