package io.tifl.experiments.ssl.loss;

import java.util.Arrays;

/** What losses of distances share. */
final class Distances {
    private Distances() {}

    static void requireTemperature(double temperature) {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("a temperature must be above 0 and finite, got " + temperature);
        }
    }

    static void requireSome(double[] negatives) {
        if (negatives.length == 0) {
            throw new IllegalArgumentException("a contrastive loss needs at least 1 negative distance, got 0");
        }
    }

    static double nearest(double positive, double[] negatives) {
        return Arrays.stream(negatives).reduce(positive, Math::min);
    }

    static double sigmoid(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    /** {@code log(1 + e^x)} without overflow. */
    static double softPlus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }
}
