package io.tifl.experiments.benchmark.load;

/**
 * Tails of binomial distributions, to about nine digits, for up to 10<sup>8</sup> trials: the largest term from logarithms of
 * factorials, the others by their ratios, which need as many terms as the standard deviation has units.
 */
final class BinomialTail {
    private static final double NEGLIGIBLE = 1e-17;
    private static final int EXACT_FACTORIALS = 32;
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    private BinomialTail() {}

    /**
     * The probability of at most {@code most} successes.
     *
     * @param trials 0 or more
     * @param chance of a success, above 0 and below 1
     */
    static double atMost(long most, long trials, double chance) {
        if (most < 0) {
            return 0;
        }
        if (most >= trials) {
            return 1;
        }
        // Terms fall off away from the mean: sum the side that the mean is not on.
        return most < trials * chance ? below(most, trials, chance) : 1 - above(most + 1, trials, chance);
    }

    private static double below(long from, long trials, double chance) {
        double odds = (1 - chance) / chance;
        double term = Math.exp(logTerm(from, trials, chance));
        double sum = term;
        for (long k = from; k > 0 && term > sum * NEGLIGIBLE; k--) {
            term *= odds * k / (trials - k + 1);
            sum += term;
        }
        return sum;
    }

    private static double above(long from, long trials, double chance) {
        double odds = chance / (1 - chance);
        double term = Math.exp(logTerm(from, trials, chance));
        double sum = term;
        for (long k = from; k < trials && term > sum * NEGLIGIBLE; k++) {
            term *= odds * (trials - k) / (k + 1);
            sum += term;
        }
        return sum;
    }

    private static double logTerm(long k, long trials, double chance) {
        return logFactorial(trials)
                - logFactorial(k)
                - logFactorial(trials - k)
                + k * Math.log(chance)
                + (trials - k) * Math.log1p(-chance);
    }

    static double logFactorial(long n) {
        if (n < EXACT_FACTORIALS) {
            double log = 0;
            for (long k = 2; k <= n; k++) {
                log += Math.log((double) k);
            }
            return log;
        }
        // Stirling's series; its next term is below 1e-12 from here on.
        double x = n;
        double inverse = 1 / x;
        double square = inverse * inverse;
        return (x + 0.5) * Math.log(x)
                - x
                + HALF_LOG_TWO_PI
                + inverse * (1.0 / 12 - square * (1.0 / 360 - square / 1260));
    }
}
