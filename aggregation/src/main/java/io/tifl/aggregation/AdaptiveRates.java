package io.tifl.aggregation;

import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * Settings of the adaptive optimisers.
 *
 * @param learningRate eta of the server, greater than 0
 * @param beta1 how much of the last momentum stays, 0 to below 1
 * @param beta2 how much of the second moment stays, 0 to below 1
 * @param tau degree of adaptivity, greater than 0: added to the root of the second moment
 */
record AdaptiveRates(double learningRate, double beta1, double beta2, double tau) {
    private static final Set<String> SETTINGS = Set.of("learning-rate", "beta-1", "beta-2", "tau");

    AdaptiveRates {
        Ranges.positive("learning rate", learningRate);
        Ranges.fraction("beta 1", beta1);
        Ranges.fraction("beta 2", beta2);
        Ranges.positive("tau", tau);
    }

    /** Those said, over these. */
    AdaptiveRates with(Settings settings) {
        settings.requireOnly(SETTINGS);
        return new AdaptiveRates(
                settings.real("learning-rate", learningRate),
                settings.real("beta-1", beta1),
                settings.real("beta-2", beta2),
                settings.real("tau", tau));
    }
}
