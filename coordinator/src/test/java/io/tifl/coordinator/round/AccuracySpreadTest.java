package io.tifl.coordinator.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccuracySpreadTest {
    private static List<Double> values(double... values) {
        return DoubleStream.of(values).boxed().toList();
    }

    @Test
    void percentilesLieOnStraightLinesBetweenSortedValues() {
        AccuracySpread spread = AccuracySpread.of(values(0.9, 0.1, 0.4, 0.8, 0.3));

        // numpy.percentile([.1, .3, .4, .8, .9], [5, 10, 25, 50, 75, 90, 95])
        double[] expected = {0.14, 0.18, 0.3, 0.4, 0.8, 0.86, 0.88};
        for (int i = 0; i < expected.length; i++) {
            assertThat(spread.percentiles().get(i).accuracy())
                    .as("p" + spread.percentiles().get(i).percent())
                    .isCloseTo(expected[i], within(1e-12));
        }
        assertThat(spread.mean()).isCloseTo(0.5, within(1e-12));
        assertThat(spread.clients()).isEqualTo(5);
    }

    @Test
    void percentilesOfAHundredAndOneEvenStepsAreThemselves() {
        AccuracySpread spread = AccuracySpread.of(
                IntStream.rangeClosed(0, 100).mapToObj(i -> i / 100.0).toList());

        for (AccuracySpread.At at : spread.percentiles()) {
            assertThat(at.accuracy()).isEqualTo(at.percent() / 100.0);
        }
    }

    @Test
    void worstTenthIsRoundedUpToWholeClients() {
        assertThat(AccuracySpread.of(values(0.2, 0.4, 1, 1, 1, 1, 1, 1, 1, 1)).worstDecile())
                .isEqualTo(0.2);
        assertThat(AccuracySpread.of(values(0.2, 0.4, 1, 1, 1, 1, 1, 1, 1, 1, 1))
                        .worstDecile())
                .isCloseTo(0.3, within(1e-12));
    }

    @Test
    void oneClientIsEveryPercentile() {
        AccuracySpread spread = AccuracySpread.of(values(0.625));

        assertThat(spread.percentiles()).allMatch(at -> at.accuracy() == 0.625);
        assertThat(spread.worstDecile()).isEqualTo(0.625);
    }

    @Test
    void orderOfClientsChangesNoBit() {
        List<Double> accuracies = new ArrayList<>();
        new Random(3).doubles(97).forEach(accuracies::add);
        AccuracySpread spread = AccuracySpread.of(accuracies);
        for (int i = 0; i < 5; i++) {
            Collections.shuffle(accuracies, new Random(i));

            assertThat(AccuracySpread.of(accuracies)).isEqualTo(spread);
        }
    }

    @Test
    void noClientIsRefused() {
        assertThatThrownBy(() -> AccuracySpread.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no client");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -0.01, 1.01, Double.POSITIVE_INFINITY})
    void whatIsNoAccuracyIsRefused(double value) {
        assertThatThrownBy(() -> AccuracySpread.of(values(0.5, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("between 0 and 1");
    }
}
