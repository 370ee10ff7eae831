package io.tifl.aggregation.privacy;

/** Mixtures of N(0, deviation^2) and N(1, deviation^2). */
final class Mixture {
    private Mixture() {}

    /**
     * The logarithm of a mixture's density at x over that of N(0, deviation^2).
     *
     * @param weight of N(1, ...), 0 to 1
     */
    static double logRatio(double x, double weight, double deviation) {
        double u = (2 * x - 1) / (2 * deviation * deviation);
        if (weight == 0) {
            return 0;
        }
        if (u > 30) {
            // Where e^u overflows.
            return u + Math.log(weight) + Math.log1p((1 - weight) / weight * Math.exp(-u));
        }
        return weight == 1 ? u : Math.log1p(weight * Math.expm1(u));
    }
}
