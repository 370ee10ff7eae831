package io.tifl.experiments.benchmark.load;

import java.util.random.RandomGenerator;

/**
 * Numbers of a gamma distribution of scale 1, by G. Marsaglia and W. W. Tsang, A Simple Method for Generating Gamma Variables, ACM
 * Transactions on Mathematical Software 26(3), 2000.
 */
final class Gamma {
    private Gamma() {}

    /** The next number; of shape 1, an exponential distribution. */
    static double next(RandomGenerator chance, double shape) {
        if (shape == 1) {
            return chance.nextExponential();
        }
        if (shape < 1) {
            // Their remark on small shapes: one of a greater shape, times a power of a uniform number.
            return ofLargeShape(chance, shape + 1) * Math.pow(1 - chance.nextDouble(), 1 / shape);
        }
        return ofLargeShape(chance, shape);
    }

    private static double ofLargeShape(RandomGenerator chance, double shape) {
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = chance.nextGaussian();
            double v = Math.pow(1 + c * x, 3);
            double u = 1 - chance.nextDouble();
            if (v > 0 && Math.log(u) < x * x / 2 + d * (1 - v + Math.log(v))) {
                return d * v;
            }
        }
    }
}
