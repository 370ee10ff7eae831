package io.tifl.experiments.ssl.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.ssl.loss.DistanceLoss.InfoNce;
import io.tifl.experiments.ssl.loss.DistanceLoss.Simple;
import io.tifl.experiments.ssl.loss.DistanceLoss.Slopes;
import io.tifl.experiments.ssl.loss.DistanceLoss.SoftTriplet;
import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DistanceLossTest {
    static List<DistanceLoss> losses() {
        return List.of(
                new Simple(),
                new SoftTriplet(0.5, 0),
                new SoftTriplet(0.1, 1),
                new InfoNce(0.1),
                new InfoNce(0.5),
                new InfoNce(2));
    }

    /** Theorem 3. */
    @ParameterizedTest
    @MethodSource("losses")
    void pullsViewsTogetherDrivesNegativesAwayAndSumsToNothing(DistanceLoss loss) {
        RandomGenerator random = new Seed(1).generator();
        for (int trial = 0; trial < 200; trial++) {
            double[] negatives = random.doubles(1 + trial % 7, 0, 2).toArray();

            Slopes slopes = loss.slopes(2 * random.nextDouble(), negatives);

            assertThat(slopes.positive()).isPositive();
            assertThat(slopes.negatives()).hasSameSizeAs(negatives);
            assertThat(Arrays.stream(slopes.negatives()).max().orElse(0)).isNegative();
            assertThat(slopes.positive() + Arrays.stream(slopes.negatives()).sum())
                    .isCloseTo(0, within(1e-12));
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void slopesAreThoseOfTheValue(DistanceLoss loss) {
        double positive = 0.7;
        double[] negatives = {0.4, 1.1, 0.9};
        double step = 1e-6;

        Slopes slopes = loss.slopes(positive, negatives);

        double seen = (loss.value(positive + step, negatives) - loss.value(positive - step, negatives)) / (2 * step);
        assertThat(slopes.positive()).isCloseTo(seen, within(1e-7));
        for (int h = 0; h < negatives.length; h++) {
            double[] above = negatives.clone();
            double[] below = negatives.clone();
            above[h] += step;
            below[h] -= step;
            double change = (loss.value(positive, above) - loss.value(positive, below)) / (2 * step);
            assertThat(slopes.negatives()[h]).isCloseTo(change, within(1e-7));
        }
    }

    @Test
    void valuesAreThoseOfTheFormulas() {
        assertThat(new Simple().value(1, 3, 5)).isEqualTo(-3);
        assertThat(new SoftTriplet(0.5, 0.2).value(1, 0.9))
                .isCloseTo(0.5 * Math.log(1 + Math.exp(0.3 / 0.5)), within(1e-14));
        assertThat(new InfoNce(0.5).value(1, 2, 3))
                .isCloseTo(-Math.log(Math.exp(-2) / (Math.exp(-2) + Math.exp(-4) + Math.exp(-6))), within(1e-14));
    }

    @Test
    void farDistancesAtLowTemperaturesStayFinite() {
        assertThat(new InfoNce(0.001).value(50, 1)).isCloseTo(49_000, within(1e-6));
        assertThat(new SoftTriplet(0.001, 0).value(50, 1)).isCloseTo(49, within(1e-9));
        assertThat(new InfoNce(0.001).slopes(50, 1).positive()).isCloseTo(1000, within(1e-9));
    }

    @Test
    void badSettingsAreRefused() {
        assertThatThrownBy(() -> new InfoNce(0)).hasMessage("a temperature must be above 0 and finite, got 0.0");
        assertThatThrownBy(() -> new SoftTriplet(Double.NaN, 0)).hasMessageContaining("got NaN");
        assertThatThrownBy(() -> new SoftTriplet(1, Double.POSITIVE_INFINITY)).hasMessageContaining("margin");
        assertThatThrownBy(() -> new Simple().value(1)).hasMessageContaining("at least 1 negative distance");
    }
}
