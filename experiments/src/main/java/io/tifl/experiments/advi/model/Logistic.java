package io.tifl.experiments.advi.model;

/** The logistic function. */
final class Logistic {
    private Logistic() {}

    static double of(double x) {
        double small = StrictMath.exp(-Math.abs(x));
        return x >= 0 ? 1 / (1 + small) : small / (1 + small);
    }

    static double log(double x) {
        return Math.min(x, 0) - StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }
}
