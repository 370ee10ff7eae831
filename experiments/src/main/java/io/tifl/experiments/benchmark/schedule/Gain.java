package io.tifl.experiments.benchmark.schedule;

import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * How many times better, over seeds: the geometric mean of ratios and its 95 % confidence interval, by the bootstrap of
 * percentiles.
 *
 * @param low end of the interval
 * @param high end of it
 */
public record Gain(double mean, double low, double high) {
    private static final int RESAMPLES = 1000;

    /**
     * Of positive ratios, one a seed.
     *
     * @param seed of the resampling
     */
    static Gain of(double[] ratios, Seed seed) {
        double[] logarithms = Arrays.stream(ratios).map(StrictMath::log).toArray();
        RandomGenerator random = seed.generator();
        double[] means = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            means[i] = resampledMean(logarithms, random);
        }
        Arrays.sort(means);
        return new Gain(
                StrictMath.exp(Arrays.stream(logarithms).average().orElse(Double.NaN)),
                StrictMath.exp(means[(int) (0.025 * RESAMPLES)]),
                StrictMath.exp(means[(int) (0.975 * RESAMPLES)]));
    }

    private static double resampledMean(double[] values, RandomGenerator random) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[random.nextInt(values.length)];
        }
        return sum / values.length;
    }
}
