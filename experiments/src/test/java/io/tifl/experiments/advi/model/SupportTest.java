package io.tifl.experiments.advi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SupportTest {
    private static final double STEP = 1e-6;

    static Support[] supports() {
        return new Support[] {
            Support.real(2),
            Support.positive(3),
            Support.above(-2, 1),
            Support.below(5, 2),
            Support.interval(-1, 4, 2),
            Support.simplex(2),
            Support.simplex(5),
            Support.ordered(4)
        };
    }

    private static double[] free(Support support) {
        double[] free = new double[support.freeSize()];
        for (int i = 0; i < free.length; i++) {
            free[i] = 0.9 * i - 0.7;
        }
        return free;
    }

    private static double[] values(Support support, double[] free) {
        double[] values = new double[support.size()];
        support.constrain(free, 0, values, 0);
        return values;
    }

    private static double[] moved(double[] free, int index, double step) {
        double[] moved = free.clone();
        moved[index] += step;
        return moved;
    }

    /** The log determinant of the map to as many values as free numbers: all but a simplex's last. */
    private static double logDeterminant(Support support, double[] free) {
        int size = free.length;
        double[][] matrix = new double[size][size];
        for (int i = 0; i < size; i++) {
            double[] up = values(support, moved(free, i, STEP));
            double[] down = values(support, moved(free, i, -STEP));
            for (int j = 0; j < size; j++) {
                matrix[i][j] = (up[j] - down[j]) / (2 * STEP);
            }
        }
        double log = 0;
        for (int i = 0; i < size; i++) {
            log += StrictMath.log(Math.abs(matrix[i][i]));
            for (int r = i + 1; r < size; r++) {
                double factor = matrix[r][i] / matrix[i][i];
                for (int c = i; c < size; c++) {
                    matrix[r][c] -= factor * matrix[i][c];
                }
            }
        }
        return log;
    }

    @ParameterizedTest
    @MethodSource("supports")
    void determinantIsThatOfTheDerivative(Support support) {
        double[] free = free(support);

        double determinant = support.constrain(free, 0, new double[support.size()], 0);

        assertThat(determinant).isCloseTo(logDeterminant(support, free), within(1e-7));
    }

    @ParameterizedTest
    @MethodSource("supports")
    void pullIsTheDerivative(Support support) {
        double[] free = free(support);
        double[] slopes = new double[support.size()];
        for (int i = 0; i < slopes.length; i++) {
            slopes[i] = 1.5 - 0.8 * i;
        }
        double[] gradient = new double[free.length];

        support.pull(free, 0, values(support, free), slopes, 0, 0.7, gradient);

        for (int i = 0; i < free.length; i++) {
            double up = weighed(support, moved(free, i, STEP), slopes);
            double down = weighed(support, moved(free, i, -STEP), slopes);
            assertThat(gradient[i]).isCloseTo((up - down) / (2 * STEP), within(1e-7));
        }
    }

    private static double weighed(Support support, double[] free, double[] slopes) {
        double[] values = new double[support.size()];
        double sum = 0.7 * support.constrain(free, 0, values, 0);
        for (int i = 0; i < values.length; i++) {
            sum += slopes[i] * values[i];
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("supports")
    void releasedValuesComeBack(Support support) {
        double[] free = free(support);
        double[] back = new double[free.length];

        support.release(values(support, free), 0, back, 0);

        assertThat(back).usingComparatorWithPrecision(1e-12).containsExactly(free);
    }

    @Test
    void zerosMakeEqualShares() {
        assertThat(values(Support.simplex(4), new double[3]))
                .usingComparatorWithPrecision(1e-15)
                .containsOnly(0.25);
    }

    @Test
    void valuesOutsideAreRefusedWithTheirName() {
        Space space = Space.empty().with("mu", Support.real(1)).with("sigma", Support.positive(1));

        assertThatThrownBy(() -> space.free(1, -2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parameter 'sigma': -2.0 does not lie inside of Above[low=0.0]");
        assertThatThrownBy(() -> Space.empty().with("pi", Support.simplex(2)).free(0.7, 0.7))
                .hasMessageContaining("must be above 0 and sum to 1, got a sum of 1.4");
    }

    @Test
    void namesAreUniqueAndKnown() {
        Space space = Space.empty().with("mu", Support.real(2));

        assertThatThrownBy(() -> space.with("mu", Support.real(1)))
                .hasMessage("there is already a parameter 'mu' among [mu]");
        assertThatThrownBy(() -> space.values(new double[2]).scalar("nu")).hasMessage("no parameter 'nu' among [mu]");
        assertThatThrownBy(() -> space.values(new double[2]).scalar("mu"))
                .hasMessage("parameter 'mu' has 2 values, expected 1");
    }
}
