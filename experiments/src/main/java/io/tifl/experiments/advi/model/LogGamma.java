package io.tifl.experiments.advi.model;

/**
 * The log of the gamma function and its derivative above 0, by recurrence and Stirling's series: relative errors about
 * 1e-14, absolute ones close to the zeros at 1 and 2.
 */
final class LogGamma {
    private static final double HALF_LOG_TWO_PI = 0.5 * StrictMath.log(2 * Math.PI);
    private static final double LARGE = 12;

    private LogGamma() {}

    static double of(double x) {
        if (!(x > 0)) {
            return Double.NaN;
        }
        double product = 1;
        double large = x;
        while (large < LARGE) {
            product *= large;
            large += 1;
        }
        double inverse = 1 / (large * large);
        double series =
                (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse * (1.0 / 1680 - inverse / 1188))))
                        / large;
        return (large - 0.5) * StrictMath.log(large) - large + HALF_LOG_TWO_PI + series - StrictMath.log(product);
    }

    /** The digamma function. */
    static double slope(double x) {
        if (!(x > 0)) {
            return Double.NaN;
        }
        double sum = 0;
        double large = x;
        while (large < LARGE) {
            sum -= 1 / large;
            large += 1;
        }
        double inverse = 1 / (large * large);
        double series = inverse
                * (1.0 / 12 - inverse * (1.0 / 120 - inverse * (1.0 / 252 - inverse * (1.0 / 240 - inverse / 132))));
        return sum + StrictMath.log(large) - 0.5 / large - series;
    }
}
