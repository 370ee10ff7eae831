package io.tifl.aggregation.privacy;

import io.tifl.aggregation.privacy.Mechanism.Neighbours;
import io.tifl.aggregation.privacy.SampledGaussian.Sampling;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Adds up Rényi differential privacy: Mironov, "Rényi differential privacy" (CSF 2017), for Poisson sampling Mironov, Talwar and
 * Zhang, "Rényi differential privacy of the sampled Gaussian mechanism" (2019), and from there to epsilon by Canonne, Kamath and
 * Steinke, "The discrete Gaussian for differential privacy" (NeurIPS 2020, Proposition 12).
 *
 * <p>An upper bound, some percent above {@link PldAccountant}'s. Of rounds with clients drawn in a fixed number, or after a tier,
 * it takes those only for which it need not know the draw: rate and chance 1. Not thread-safe.
 */
public final class RdpAccountant implements Accountant {
    private static final double[] ORDERS = Stream.of(
                    IntStream.rangeClosed(1, 99).mapToDouble(i -> 1 + i / 10.0),
                    IntStream.rangeClosed(11, 63).asDoubleStream(),
                    IntStream.rangeClosed(6, 14).mapToDouble(i -> 1 << i))
            .flatMapToDouble(orders -> orders)
            .toArray();
    // The integrand's width is the noise's deviation; it falls below 1e-35 of its peak within 12.5 of them. Trapezoids
    // of a
    // sixteenth converge faster than doubles can show, since it is analytic in a strip of pi times the variance.
    private static final double REACH = 12.5;
    private static final double STEP = 1.0 / 16;

    private final double[] divergences = new double[ORDERS.length];
    private @Nullable Neighbours neighbours;

    @Override
    public void add(Mechanism mechanism, long times) {
        Accountant.requireAddable(neighbours, mechanism, times);
        double[] one = divergences(mechanism);
        neighbours = mechanism.neighbours();
        for (int i = 0; i < one.length; i++) {
            divergences[i] += times == 0 ? 0 : times * one[i];
        }
    }

    @Override
    public double epsilon(double delta) {
        Accountant.requireDelta(delta);
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < ORDERS.length; i++) {
            double order = ORDERS[i];
            double epsilon =
                    divergences[i] + Math.log1p(-1 / order) - (Math.log(delta) + Math.log(order)) / (order - 1);
            best = Math.min(best, epsilon);
        }
        return Arrays.stream(divergences).allMatch(value -> value == 0) ? 0 : Math.max(0, best);
    }

    private static double[] divergences(Mechanism mechanism) {
        return switch (mechanism) {
            case GaussianTree tree -> gaussian(tree.noiseMultiplier() / Math.sqrt(tree.squaredSensitivity()));
            case SampledGaussian round when round.rate() == 0 || round.tierChance() == 0 -> new double[ORDERS.length];
            case SampledGaussian round
            when round.tierChance() < 1 || (round.rate() < 1 && round.sampling() == Sampling.FIXED_SIZE) ->
                throw new IllegalArgumentException("no Rényi bound is known here for " + round
                        + ": give rate and tier chance 1, or account for it by its privacy loss");
            case SampledGaussian round when round.rate() == 1 -> gaussian(round.relativeNoise());
            case SampledGaussian round ->
                Arrays.stream(ORDERS)
                        .map(order -> sampled(order, round.rate(), round.noiseMultiplier()))
                        .toArray();
        };
    }

    private static double[] gaussian(double deviation) {
        return Arrays.stream(ORDERS)
                .map(order -> order / (2 * deviation * deviation))
                .toArray();
    }

    /** The logarithm of the mean, under N(0, deviation^2), of the likelihood ratio to the power of the order, over order - 1. */
    static double sampled(double order, double rate, double deviation) {
        double variance = deviation * deviation;
        double step = Math.min(deviation * STEP, variance);
        double from = -REACH * deviation;
        long points = (long) Math.ceil((order + 2 * REACH * deviation) / step);
        double largest = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (long i = 0; i <= points; i++) {
            double z = from + i * step;
            double exponent = -z * z / (2 * variance) + order * Mixture.logRatio(z, rate, deviation);
            if (exponent > largest) {
                sum = sum * Math.exp(largest - exponent) + 1;
                largest = exponent;
            } else {
                sum += Math.exp(exponent - largest);
            }
        }
        double mean = largest + Math.log(sum * step / (deviation * Math.sqrt(2 * Math.PI)));
        return Math.max(0, mean) / (order - 1);
    }
}
