package io.tifl.experiments.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdamTest {
    @Test
    void stepsAreThoseOfThePaperByHand() {
        Matrix parameter = Matrix.of(1, 2, 1, 5);
        Adam adam = new Adam(Adam.Settings.of(0.1), List.of(parameter));

        adam.step(List.of(Matrix.of(1, 2, 2, -0.5)));

        // Whatever its size, the first gradient moves each parameter by the rate.
        assertThat(parameter.values()).containsExactly(new double[] {0.9, 5.1}, within(1e-7));

        adam.step(List.of(Matrix.of(1, 2, -1, 0)));

        double mean = (0.9 * 0.1 * 2 - 0.1) / (1 - 0.81);
        double square = (0.999 * 0.001 * 4 + 0.001) / (1 - 0.999 * 0.999);
        assertThat(parameter.values()[0]).isCloseTo(0.9 - 0.1 * mean / Math.sqrt(square), within(1e-7));
        assertThat(parameter.values()[1]).isGreaterThan(5.1);
    }

    @Test
    void aBowlIsDescendedToItsLowestPoint() {
        Matrix parameter = Matrix.of(1, 2, 3, -4);
        Adam adam = new Adam(Adam.Settings.of(0.05), List.of(parameter));

        for (int i = 0; i < 2000; i++) {
            adam.step(List.of(Matrix.of(1, 2, parameter.at(0, 0) - 1, 100 * parameter.at(0, 1))));
        }

        assertThat(parameter.values()).containsExactly(new double[] {1, 0}, within(1e-3));
    }

    @Test
    void aGradientOfAnotherShapeIsRefused() {
        Adam adam = new Adam(Adam.Settings.of(0.1), List.of(new Matrix(2, 3)));

        assertThatThrownBy(() -> adam.step(List.of())).hasMessageContaining("1 parameters, got 0");
        assertThatThrownBy(() -> adam.step(List.of(new Matrix(2, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 2 x 3, got 2 x 2");
    }

    @ParameterizedTest
    @CsvSource({"0, 0.9, 0.999, 1e-8", "NaN, 0.9, 0.999, 1e-8", "0.1, 1, 0.999, 1e-8", "0.1, 0.9, -0.1, 1e-8", "0.1, 0.9, 0.9, 0"
    })
    void badSettingsAreRefused(double rate, double mean, double square, double floor) {
        assertThatThrownBy(() -> new Adam.Settings(rate, mean, square, floor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rate above 0");
    }
}
