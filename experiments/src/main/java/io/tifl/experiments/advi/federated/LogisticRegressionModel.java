package io.tifl.experiments.advi.federated;

import io.tifl.client.Examples;
import io.tifl.experiments.advi.bound.LogDensity;
import io.tifl.experiments.advi.model.Likelihood;
import io.tifl.experiments.advi.model.Space;
import io.tifl.experiments.advi.model.Support;
import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * {@code logistic-regression}: whether an example is of one class, by a weighted sum of its features and an intercept, all of which are
 * {@code N(0, prior-deviation^2)}.
 *
 * <p>Settings: {@code features}, how many there are, which must be said; {@code positive} (1), the class; {@code prior-deviation} (1).
 */
public final class LogisticRegressionModel implements ShardModel {
    private static final Set<String> SETTINGS = Set.of("features", "positive", "prior-deviation");
    private static final int MOST_FEATURES = 1000;

    /** For the service loader. */
    public LogisticRegressionModel() {}

    @Override
    public String name() {
        return "logistic-regression";
    }

    @Override
    public Space space(Settings settings) {
        settings.requireOnly(SETTINGS);
        return Space.empty().with("weights", Support.real(features(settings))).with("intercept", Support.real(1));
    }

    private static int features(Settings settings) {
        return Columns.between(settings, "features", 0, 1, MOST_FEATURES);
    }

    @Override
    public LogDensity prior(Settings settings) {
        return new IndependentNormals(Columns.positive(settings, "prior-deviation", 1));
    }

    @Override
    public Likelihood likelihood(Settings settings, Examples data) {
        int features = features(settings);
        int positive = settings.integer("positive", 1);
        if (data.size() > 0 && data.featureSize() != features) {
            throw new IllegalArgumentException(
                    "setting 'features' is " + features + ", the examples here have " + data.featureSize());
        }
        double[][] rows = Columns.rows(data);
        return Likelihood.of(
                rows.length,
                (datum, values, gradient) -> term(rows[datum], data.label(datum) == positive, values, gradient));
    }

    private static double term(double[] row, boolean isPositive, double[] values, double[] gradient) {
        double logit = values[row.length];
        for (int i = 0; i < row.length; i++) {
            logit += row[i] * values[i];
        }
        double towards = isPositive ? logit : -logit;
        double small = StrictMath.exp(-Math.abs(towards));
        double wrong = towards >= 0 ? small / (1 + small) : 1 / (1 + small);
        double slope = isPositive ? wrong : -wrong;
        for (int i = 0; i < row.length; i++) {
            gradient[i] += slope * row[i];
        }
        gradient[row.length] += slope;
        return Math.min(towards, 0) - StrictMath.log1p(small);
    }
}
