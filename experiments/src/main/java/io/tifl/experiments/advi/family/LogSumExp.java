package io.tifl.experiments.advi.family;

/** Sums of exponentials, shifted by the largest so that none overflows. */
public final class LogSumExp {
    private LogSumExp() {}

    /** {@code log(sum(exp(values)))}; minus infinity for no values or values of minus infinity only. */
    public static double of(double[] values) {
        double max = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            max = Math.max(max, value);
        }
        if (Double.isInfinite(max)) {
            return max;
        }
        double sum = 0;
        for (double value : values) {
            sum += StrictMath.exp(value - max);
        }
        return max + StrictMath.log(sum);
    }

    /** Shares that are proportional to the exponentials and sum to 1. */
    public static double[] softmax(double[] values) {
        double log = of(values);
        double[] shares = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            shares[i] = StrictMath.exp(values[i] - log);
        }
        return shares;
    }
}
