package io.tifl.experiments.advi.federated;

import io.tifl.client.Examples;
import io.tifl.experiments.advi.bound.LogDensity;
import io.tifl.experiments.advi.family.LogSumExp;
import io.tifl.experiments.advi.model.Likelihood;
import io.tifl.experiments.advi.model.Space;
import io.tifl.experiments.advi.model.Support;
import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * {@code normal-mixture}: numbers from one of several normal distributions, all as likely, whose means are {@code N(0,
 * prior-deviation^2)}. As nothing tells the means apart, the posterior has a mode for each of their orders.
 *
 * <p>Settings: {@code components} (2), {@code deviation} (1), {@code prior-deviation} (3), {@code column} (0) of the features.
 */
public final class NormalMixtureModel implements ShardModel {
    private static final Set<String> SETTINGS = Set.of("components", "deviation", "prior-deviation", "column");
    private static final int MOST_COMPONENTS = 100;

    /** For the service loader. */
    public NormalMixtureModel() {}

    @Override
    public String name() {
        return "normal-mixture";
    }

    @Override
    public Space space(Settings settings) {
        settings.requireOnly(SETTINGS);
        double _ = deviation(settings);
        return Space.empty().with("means", Support.real(components(settings)));
    }

    private static int components(Settings settings) {
        return Columns.between(settings, "components", 2, 1, MOST_COMPONENTS);
    }

    private static double deviation(Settings settings) {
        return Columns.positive(settings, "deviation", 1);
    }

    @Override
    public LogDensity prior(Settings settings) {
        return new IndependentNormals(Columns.positive(settings, "prior-deviation", 3));
    }

    @Override
    public Likelihood likelihood(Settings settings, Examples data) {
        double deviation = deviation(settings);
        double logShare = -StrictMath.log(components(settings));
        double[] seen = Columns.one(settings, data);
        return Likelihood.of(seen.length, (datum, means, gradient) -> {
            double[] logs = new double[means.length];
            for (int k = 0; k < logs.length; k++) {
                logs[k] = logShare + IndependentNormals.logDensity((seen[datum] - means[k]) / deviation, deviation);
            }
            double[] shares = LogSumExp.softmax(logs);
            for (int k = 0; k < logs.length; k++) {
                gradient[k] += shares[k] * (seen[datum] - means[k]) / (deviation * deviation);
            }
            return LogSumExp.of(logs);
        });
    }
}
