package io.tifl.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirichletDrawTest {
    private static final int DRAWS = 40_000;

    // A gamma variate of scale 1 has its shape as mean and as variance, and 2 / sqrt(shape) as skewness.
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.7, 1, 2.5, 40})
    void gammaVariatesHaveTheMomentsOfTheirShape(double shape) {
        RandomGenerator random = new Seed(3).generator();
        double[] draws = IntStream.range(0, DRAWS)
                .mapToDouble(i -> Math.exp(DirichletDraw.logGamma(shape, random)))
                .toArray();

        double mean = Arrays.stream(draws).average().orElseThrow();
        double variance = moment(draws, mean, 2);
        assertThat(mean).isCloseTo(shape, within(5 * Math.sqrt(shape / DRAWS)));
        assertThat(variance / shape).isCloseTo(1, within(0.15));
        assertThat(moment(draws, mean, 3) / Math.pow(variance, 1.5)).isCloseTo(2 / Math.sqrt(shape), within(0.35));
    }

    // One share of n has mean 1/n and variance (n - 1) / (n^2 (n alpha + 1)).
    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.5, 1, 20})
    void sharesHaveTheMeanAndVarianceOfTheDistribution(double alpha) {
        RandomGenerator random = new Seed(4).generator();
        int n = 5;
        double[] first = IntStream.range(0, DRAWS)
                .mapToDouble(i -> DirichletDraw.of(n, alpha, random)[0])
                .toArray();

        double mean = Arrays.stream(first).average().orElseThrow();
        assertThat(mean).isCloseTo(1.0 / n, within(0.012));
        assertThat(moment(first, mean, 2) * n * n * (n * alpha + 1) / (n - 1)).isCloseTo(1, within(0.06));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-6, 1e-3, 1, 1e6})
    void sharesSumToOneAtBothEndsOfTheRange(double alpha) {
        RandomGenerator random = new Seed(5).generator();
        for (int i = 0; i < 200; i++) {
            double[] shares = DirichletDraw.of(20, alpha, random);

            assertThat(Arrays.stream(shares)).allMatch(share -> share >= 0 && share <= 1);
            assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-12));
        }
    }

    private static double moment(double[] draws, double mean, int order) {
        return Arrays.stream(draws)
                .map(draw -> Math.pow(draw - mean, order))
                .average()
                .orElseThrow();
    }
}
