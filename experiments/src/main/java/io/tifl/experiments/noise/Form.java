package io.tifl.experiments.noise;

import io.tifl.protocol.Layout;

/**
 * How a parameter stands for what a device would hold. Deeplearning4j keeps the variances of batch normalisation as logarithms of
 * deviations; noise on a logarithm would be another noise, so variances themselves are disturbed, and stay 0 or more.
 */
enum Form {
    PLAIN,
    VARIANCE,
    LOG_DEVIATION;

    /** Far below what batch normalisation adds to every variance. */
    private static final double LEAST = 1e-30;

    static Form of(Layout.Block block) {
        return switch (Role.kind(block)) {
            case "var" -> VARIANCE;
            case "log10stdev" -> LOG_DEVIATION;
            default -> PLAIN;
        };
    }

    /** What the device holds of a parameter. */
    float held(float parameter) {
        return this == LOG_DEVIATION ? (float) StrictMath.pow(10, 2.0 * parameter) : parameter;
    }

    /** The parameter of what the device holds. */
    float parameter(float held) {
        return switch (this) {
            case PLAIN -> held;
            case VARIANCE -> Math.max(held, 0);
            case LOG_DEVIATION -> (float) (0.5 * StrictMath.log10(Math.max(held, LEAST)));
        };
    }
}
