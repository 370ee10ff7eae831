package io.tifl.experiments.noise.federated;

import io.tifl.experiments.study.Interval;

/**
 * A mean and half the width of its 95 % confidence interval.
 *
 * @param half NaN where nothing can be said of it
 */
record Margin(double mean, double half) {
    /** @param degrees of freedom of the variance; below 1 there is no interval */
    static Margin of(double mean, double variance, double degrees) {
        return new Margin(
                mean, degrees < 1 ? Double.NaN : Interval.quantile((int) Math.min(degrees, 1e9)) * Math.sqrt(variance));
    }

    Margin times(double factor) {
        return new Margin(mean * factor, half * Math.abs(factor));
    }

    double low() {
        return Double.isNaN(half) ? mean : mean - half;
    }

    double high() {
        return Double.isNaN(half) ? mean : mean + half;
    }

    boolean isTighterThan(double target) {
        return half < target;
    }
}
