package io.tifl.experiments.advi.federated;

import io.tifl.client.Examples;
import io.tifl.experiments.advi.bound.LogDensity;
import io.tifl.experiments.advi.model.Likelihood;
import io.tifl.experiments.advi.model.Space;
import io.tifl.experiments.advi.model.Support;
import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * {@code folded-normal}: {@code x ~ N(|z|, deviation^2)} and {@code z ~ N(0, prior-deviation^2)}, whose posterior has two mirrored modes.
 *
 * <p>Settings: {@code deviation} (0.3), {@code prior-deviation} (1), {@code column} (0) of the features that is x.
 */
public final class FoldedNormalModel implements ShardModel {
    private static final Set<String> SETTINGS = Set.of("deviation", "prior-deviation", "column");

    /** For the service loader. */
    public FoldedNormalModel() {}

    @Override
    public String name() {
        return "folded-normal";
    }

    @Override
    public Space space(Settings settings) {
        settings.requireOnly(SETTINGS);
        double _ = deviation(settings);
        return Space.empty().with("z", Support.real(1));
    }

    private static double deviation(Settings settings) {
        return Columns.positive(settings, "deviation", 0.3);
    }

    @Override
    public LogDensity prior(Settings settings) {
        return new IndependentNormals(Columns.positive(settings, "prior-deviation", 1));
    }

    @Override
    public Likelihood likelihood(Settings settings, Examples data) {
        double deviation = deviation(settings);
        double[] seen = Columns.one(settings, data);
        return Likelihood.of(seen.length, (datum, values, gradient) -> {
            double scaled = (seen[datum] - Math.abs(values[0])) / deviation;
            gradient[0] += Math.signum(values[0]) * scaled / deviation;
            return IndependentNormals.logDensity(scaled, deviation);
        });
    }
}
