package io.tifl.experiments.advi.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.advi.family.Family;
import io.tifl.experiments.advi.family.Mixture;
import io.tifl.protocol.Seed;
import org.junit.jupiter.api.Test;

class DistinctModesTest {
    private static Mixture two(double apart, double weight) {
        Family family = Family.meanField(1).mixture(2);
        double[][] means = {{0}, {apart}};
        double[][] deviations = {{1}, {1}};
        return family.at(family.member(new double[] {weight, 1 - weight}, means, deviations));
    }

    @Test
    void componentsFarApartCountByTheirWeights() {
        assertThat(DistinctModes.of(two(100, 0.5), new Seed(1))).isCloseTo(2, within(1e-9));
        assertThat(DistinctModes.of(two(100, 0.8), new Seed(1)))
                .isCloseTo(two(100, 0.8).effectiveModes(), within(1e-9));
    }

    @Test
    void componentsOnOneAnotherCountAsOne() {
        assertThat(two(0, 0.5).effectiveModes()).isCloseTo(2, within(1e-12));
        assertThat(DistinctModes.of(two(0, 0.5), new Seed(1))).isCloseTo(1, within(1e-9));
    }

    @Test
    void componentsThatOverlapLieBetween() {
        assertThat(DistinctModes.of(two(2, 0.5), new Seed(1))).isBetween(1.2, 1.6);
    }
}
