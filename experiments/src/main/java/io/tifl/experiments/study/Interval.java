package io.tifl.experiments.study;

import java.util.List;

/**
 * A mean and its 95 % confidence interval, by Student's t, of values that are taken as drawn from a normal distribution: one per
 * seed. Of three seeds the interval is 4.3 standard errors wide to each side, so it is wide; of one there is none.
 *
 * @param low and {@code high} ends of the interval; the mean if there is none
 */
public record Interval(double mean, double low, double high, int count) {
    // Quantile 0.975 of Student's t for 1, 2, ... degrees of freedom.
    private static final double[] QUANTILES = {
        12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788, 2.1604, 2.1448,
        2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484,
        2.0452, 2.0423
    };

    private static final double NORMAL = 1.959964;

    /** All NaN for no values. */
    public static Interval of(List<Double> values) {
        int count = values.size();
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        if (count < 2) {
            return new Interval(mean, mean, mean, count);
        }
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        double half = quantile(count - 1) * StrictMath.sqrt(squares / (count - 1) / count);
        return new Interval(mean, mean - half, mean + half, count);
    }

    /** Of positive ratios: their geometric mean, and an interval that is one of their logarithms. */
    public static Interval ofRatios(List<Double> ratios) {
        Interval logarithms = of(ratios.stream().map(StrictMath::log).toList());
        return new Interval(
                StrictMath.exp(logarithms.mean),
                StrictMath.exp(logarithms.low),
                StrictMath.exp(logarithms.high),
                logarithms.count);
    }

    /** The mean without its interval. */
    public Interval alone() {
        return new Interval(mean, mean, mean, Math.min(count, 1));
    }

    /** Of no values. */
    public static Interval none() {
        return of(List.of());
    }

    /** Whether there were values. */
    public boolean isKnown() {
        return Double.isFinite(mean);
    }

    /** Student's t, beyond 30 degrees by the first terms of its expansion around the normal distribution: to 0.0001. */
    public static double quantile(int degrees) {
        if (degrees <= QUANTILES.length) {
            return QUANTILES[degrees - 1];
        }
        double cubed = NORMAL * NORMAL * NORMAL;
        double first = (cubed + NORMAL) / 4;
        double second = (5 * cubed * NORMAL * NORMAL + 16 * cubed + 3 * NORMAL) / 96;
        return NORMAL + first / degrees + second / degrees / degrees;
    }
}
