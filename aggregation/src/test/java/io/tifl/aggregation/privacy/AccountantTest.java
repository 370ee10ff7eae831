package io.tifl.aggregation.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.aggregation.privacy.SampledGaussian.Sampling;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What rounds cost, against values that another program worked out in other ways (golden/privacy/make.py). */
class AccountantTest {
    private static final double DELTA = 1e-5;

    /** A line of the file. */
    record Known(String kind, double rate, double chance, double noise, long rounds, double at, double value) {
        SampledGaussian round() {
            return new SampledGaussian(
                    kind.equals("fixed") ? Sampling.FIXED_SIZE : Sampling.POISSON, rate, chance, noise);
        }
    }

    private static Stream<Known> known() throws IOException {
        try (InputStream file = AccountantTest.class.getResourceAsStream("/golden/privacy/epsilons.csv")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(","))
                    .map(part -> new Known(
                            part[0],
                            Double.parseDouble(part[1]),
                            Double.parseDouble(part[2]),
                            Double.parseDouble(part[3]),
                            Long.parseLong(part[4]),
                            Double.parseDouble(part[5]),
                            Double.parseDouble(part[6])));
        }
    }

    private static Stream<Known> divergences() throws IOException {
        return known().filter(known -> known.kind().equals("renyi"));
    }

    private static Stream<Known> epsilons() throws IOException {
        return known().filter(known -> !known.kind().equals("renyi"));
    }

    @ParameterizedTest
    @MethodSource("divergences")
    void renyiDivergencesAreThoseOfQuadratureWithFortyDigits(Known known) {
        assertThat(RdpAccountant.sampled(known.at(), known.rate(), known.noise()))
                .isCloseTo(known.value(), within(1e-9 * known.value() + 1e-14));
    }

    @ParameterizedTest
    @MethodSource("epsilons")
    void privacyLossDistributionsAreWithinAHundredthOfTheLeastEpsilonAndNotBelowIt(Known known) {
        PldAccountant accountant = new PldAccountant();
        accountant.add(known.round(), known.rounds());

        double epsilon = accountant.epsilon(known.at());

        // The file's values of many rounds are the middle of an interval of half a percent.
        double low = known.rounds() == 1 || known.rate() == 1 ? 1 - 1e-9 : 0.9975;
        assertThat(epsilon).isBetween(known.value() * low, known.value() * 1.005 + 1e-6);
        assertThat(accountant.delta(epsilon)).isLessThanOrEqualTo(known.at() * 1.001);
        assertThat(epsilon == 0 || accountant.delta(epsilon) >= known.at() * 0.999)
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("epsilons")
    void renyiBoundsAreNeverBelowTheLeastEpsilon(Known known) {
        RdpAccountant accountant = new RdpAccountant();
        if (known.kind().equals("fixed") && known.rate() < 1) {
            assertThatThrownBy(() -> accountant.add(known.round(), 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("by its privacy loss");
            return;
        }
        accountant.add(known.round(), known.rounds());

        assertThat(accountant.epsilon(known.at())).isBetween(known.value() * 0.9975, known.value() * 2 + 0.1);
    }

    @Test
    void roundsInAnyOrderAndInAnyPortionsCostTheSame() {
        SampledGaussian one = new SampledGaussian(Sampling.POISSON, 0.01, 1);
        SampledGaussian other = new SampledGaussian(Sampling.POISSON, 0.1, 3);
        PldAccountant together = new PldAccountant();
        together.add(one, 100);
        together.add(other, 50);
        PldAccountant apart = new PldAccountant();
        for (int i = 0; i < 50; i++) {
            apart.add(other, 1);
            apart.add(one, 2);
        }

        assertThat(apart.epsilon(DELTA)).isCloseTo(together.epsilon(DELTA), within(1e-6));
    }

    @Test
    void everyRoundCostsMoreAndNothingCostsNothing() {
        PldAccountant accountant = new PldAccountant();
        assertThat(accountant.epsilon(DELTA)).isZero();
        accountant.add(new SampledGaussian(Sampling.FIXED_SIZE, 0, 1), 1000);
        accountant.add(new SampledGaussian(Sampling.FIXED_SIZE, 0.1, 0, 1), 1000);
        assertThat(accountant.epsilon(DELTA)).isZero();
        double before = 0;
        for (int i = 0; i < 20; i++) {
            accountant.add(new SampledGaussian(Sampling.FIXED_SIZE, 0.1, 0.2, 2), 20);
            double after = accountant.epsilon(DELTA);
            assertThat(after).isGreaterThan(before);
            before = after;
        }
    }

    @Test
    void tierThatIsSeldomDrawnCostsLessThanOneThatIsAlwaysDrawn() {
        double always = epsilon(new SampledGaussian(Sampling.FIXED_SIZE, 0.5, 1, 2), 50);
        double seldom = epsilon(new SampledGaussian(Sampling.FIXED_SIZE, 0.5, 0.2, 2), 50);
        double hidden = epsilon(new SampledGaussian(Sampling.FIXED_SIZE, 0.1, 1, 2), 50);

        // Who sees which tier was drawn learns more than who sees only that a tenth of all clients was.
        assertThat(seldom).isBetween(hidden, always);
    }

    @Test
    void treeCostsWhatItsHeightSays() {
        assertThat(new GaussianTree(1, 1).height()).isEqualTo(1);
        assertThat(new GaussianTree(1, 7).squaredSensitivity()).isEqualTo(3);
        assertThat(new GaussianTree(1, 8).squaredSensitivity()).isEqualTo(4);
        // In all eight rounds: 8 leaves once, 4 nodes twice, 2 four times, 1 eight times.
        assertThat(new GaussianTree(1, 8, 100, 1).squaredSensitivity()).isEqualTo(8 + 16 + 32 + 64);
        // Every fourth round: twice, together in the root only.
        assertThat(new GaussianTree(1, 8, 100, 4).squaredSensitivity()).isEqualTo(2 + 2 + 2 + 4);

        GaussianTree tree = new GaussianTree(6, 1023);
        SampledGaussian plain = new SampledGaussian(Sampling.POISSON, 1, 6 / Math.sqrt(10));
        for (Accountant accountant : new Accountant[] {new PldAccountant(), new RdpAccountant()}) {
            accountant.add(tree, 1);
            Accountant other = accountant instanceof RdpAccountant ? new RdpAccountant() : new PldAccountant();
            other.add(plain, 1);
            assertThat(accountant.epsilon(DELTA)).isCloseTo(other.epsilon(DELTA), within(1e-9));
        }
    }

    @Test
    void aMillionRoundsAreCountedWithoutLoss() {
        PldAccountant tight = new PldAccountant();
        RdpAccountant bound = new RdpAccountant();
        SampledGaussian round = new SampledGaussian(Sampling.POISSON, 1e-4, 1);
        tight.add(round, 1_000_000);
        bound.add(round, 1_000_000);

        assertThat(tight.epsilon(DELTA)).isBetween(0.7 * bound.epsilon(DELTA), bound.epsilon(DELTA));
    }

    @Test
    void noiseThatProtectsNobodyIsRefusedAndRoundsThatAddUpToItHaveNoEpsilon() {
        PldAccountant accountant = new PldAccountant();
        accountant.add(new SampledGaussian(Sampling.POISSON, 1, 0.05), 1_000_000);

        assertThat(accountant.epsilon(DELTA)).isInfinite();
        assertThat(accountant.delta(1e6)).isEqualTo(1);
        assertThatThrownBy(() -> accountant.add(new SampledGaussian(Sampling.POISSON, 1, 0.04), 1))
                .hasMessageContaining("protects nobody");
    }

    @Test
    void guaranteesForOtherNeighboursAreNotAddedUpAndNothingIsLost() {
        for (Accountant accountant : new Accountant[] {new PldAccountant(), new RdpAccountant()}) {
            accountant.add(new SampledGaussian(Sampling.POISSON, 1, 2), 3);
            double before = accountant.epsilon(DELTA);

            assertThatThrownBy(() -> accountant.add(new SampledGaussian(Sampling.FIXED_SIZE, 1, 2), 3))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cannot be added up");
            assertThatThrownBy(() -> accountant.add(new SampledGaussian(Sampling.POISSON, 1, 2), -1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(accountant.epsilon(DELTA)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -0.1, 1.1})
    void chancesOutsideOfTheirRangeAreRefused(double chance) {
        assertThatThrownBy(() -> new SampledGaussian(Sampling.POISSON, chance, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SampledGaussian(Sampling.POISSON, 0.5, chance, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, 0, 1, -1, Double.POSITIVE_INFINITY})
    void deltasOutsideOfTheirRangeAreRefused(double delta) {
        assertThatThrownBy(() -> new PldAccountant().epsilon(delta)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RdpAccountant().epsilon(delta)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, 0, -1, Double.POSITIVE_INFINITY})
    void noiseMultipliersOutsideOfTheirRangeAreRefused(double noise) {
        assertThatThrownBy(() -> new SampledGaussian(Sampling.POISSON, 0.5, noise))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new GaussianTree(noise, 3)).isInstanceOf(IllegalArgumentException.class);
    }

    private static double epsilon(Mechanism mechanism, long times) {
        PldAccountant accountant = new PldAccountant();
        accountant.add(mechanism, times);
        return accountant.epsilon(DELTA);
    }
}
