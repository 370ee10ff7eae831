package io.tifl.leaf;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Draws of a symmetric Dirichlet distribution: normalised gamma variates (Marsaglia and Tsang, ACM TOMS 26, 2000).
 *
 * <p>They are kept as logarithms until they are normalised: with a small alpha the variates themselves are all too small for
 * a double, and nothing would be left to share.
 */
final class DirichletDraw {
    static final double LEAST_ALPHA = 1e-6;
    static final double MOST_ALPHA = 1e6;

    private DirichletDraw() {}

    static void checkAlpha(double alpha) {
        if (!(alpha >= LEAST_ALPHA && alpha <= MOST_ALPHA)) {
            throw new IllegalArgumentException(
                    "alpha must lie between " + LEAST_ALPHA + " and " + MOST_ALPHA + ", got " + alpha);
        }
    }

    /** Shares of {@code n} that sum to 1. */
    static double[] of(int n, double alpha, RandomGenerator random) {
        return normalised(logs(n, alpha, random), new boolean[n]);
    }

    /** Logarithms of {@code n} shares, up to a common constant. */
    static double[] logs(int n, double alpha, RandomGenerator random) {
        return IntStream.range(0, n).mapToDouble(i -> logGamma(alpha, random)).toArray();
    }

    /** Shares that sum to 1, of those that are not left out; 0 for the others. */
    static double[] normalised(double[] logs, boolean[] leftOut) {
        double most = IntStream.range(0, logs.length)
                .filter(i -> !leftOut[i])
                .mapToDouble(i -> logs[i])
                .max()
                .orElse(0);
        double[] shares = IntStream.range(0, logs.length)
                .mapToDouble(i -> leftOut[i] ? 0 : StrictMath.exp(logs[i] - most))
                .toArray();
        double sum = Arrays.stream(shares).sum();
        return Arrays.stream(shares).map(share -> share / sum).toArray();
    }

    /** The logarithm of a gamma variate of this shape and scale 1. */
    static double logGamma(double shape, RandomGenerator random) {
        if (shape < 1) {
            double uniform = 1 - random.nextDouble();
            return logGamma(shape + 1, random) + StrictMath.log(uniform) / shape;
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double root = 1 + c * x;
            if (root > 0) {
                double logV = 3 * StrictMath.log(root);
                double bound = x * x / 2 + d * (1 - StrictMath.exp(logV) + logV);
                if (StrictMath.log(1 - random.nextDouble()) < bound) {
                    return StrictMath.log(d) + logV;
                }
            }
        }
    }
}
