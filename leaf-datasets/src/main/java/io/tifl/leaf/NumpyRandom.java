package io.tifl.leaf;

import java.util.Arrays;

/**
 * NumPy's {@code RandomState}, as far as LEAF uses it. Confined to one thread.
 *
 * <p>The same seed draws the same values. Normals may differ from NumPy's in the last bit of a double, because NumPy takes the
 * logarithm of the machine's C library; here it is Java's strict one, so that every machine draws the same.
 */
public final class NumpyRandom {
    private final MersenneTwister twister;
    private double cached;
    private boolean isCached;

    /** As after {@code numpy.random.seed(seed)}; the seed counts as unsigned. */
    public NumpyRandom(int seed) {
        this.twister = MersenneTwister.ofWord(seed);
    }

    /** Uniform in [0, 1). */
    double uniform() {
        return twister.nextDouble();
    }

    double uniform(double low, double high) {
        return low + (high - low) * twister.nextDouble();
    }

    double normal(double mean, double deviation) {
        return mean + deviation * gauss();
    }

    double lognormal(double mean, double deviation) {
        return StrictMath.exp(normal(mean, deviation));
    }

    /** Standard normal by the polar method, which yields two values: one now, one for the next call. */
    double gauss() {
        if (isCached) {
            isCached = false;
            return cached;
        }
        double x1;
        double x2;
        double square;
        do {
            x1 = 2.0 * twister.nextDouble() - 1.0;
            x2 = 2.0 * twister.nextDouble() - 1.0;
            square = x1 * x1 + x2 * x2;
        } while (square >= 1.0 || square == 0.0);
        double factor = Math.sqrt(-2.0 * StrictMath.log(square) / square);
        cached = factor * x1;
        isCached = true;
        return factor * x2;
    }

    /**
     * {@code count} different numbers of 0 to {@code population - 1}: {@code choice(population, count, replace=False)}.
     *
     * @throws IllegalArgumentException if there are not so many
     */
    public int[] choice(int population, int count) {
        if (count < 0 || count > population) {
            throw new IllegalArgumentException("cannot draw " + count + " of " + population);
        }
        int[] order = new int[population];
        Arrays.setAll(order, i -> i);
        for (int i = population - 1; i > 0; i--) {
            int j = upTo(i);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return Arrays.copyOf(order, count);
    }

    private int upTo(int max) {
        int mask = -1 >>> Integer.numberOfLeadingZeros(max);
        int drawn = twister.next32() & mask;
        while (drawn > max) {
            drawn = twister.next32() & mask;
        }
        return drawn;
    }
}
