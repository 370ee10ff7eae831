package io.tifl.experiments.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExponentialsTest {
    @Test
    void theyAreExactToTwoUnitsInTheLastPlace() {
        RandomGenerator random = new Seed(1).generator();
        for (int i = 0; i < 100_000; i++) {
            double x = (i % 2 == 0 ? 700 : 2) * (2 * random.nextDouble() - 1);
            double exact = StrictMath.exp(x);
            assertThat(Math.abs(Exponentials.of(x) - exact)).as("e^%s", x).isLessThanOrEqualTo(2 * Math.ulp(exact));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 7, 8, 9, 31})
    void manyAtOnceAreTheBitsOfOneByOne(int count) {
        double[] edges = {0, -0.0, 1, -1, 709, 709.5, -708, -708.5, 1e300, -1e300, Double.NaN, 0x1p-1074};
        double[] infinite = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        double[] values = new double[count + 2];
        Arrays.setAll(values, i -> i % 14 < 12 ? edges[i % 14] : infinite[i % 14 - 12]);
        double[] before = values.clone();

        Exponentials.replace(values, 1, count + 1);

        for (int i = 1; i <= count; i++) {
            assertThat(Double.doubleToLongBits(values[i])).isEqualTo(Double.doubleToLongBits(Exponentials.of(before[i])));
        }
        assertThat(values[0]).isEqualTo(before[0]);
        assertThat(Double.doubleToLongBits(values[count + 1])).isEqualTo(Double.doubleToLongBits(before[count + 1]));
    }

    @Test
    void extremesAreZeroInfinityAndNotANumber() {
        assertThat(Exponentials.of(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(Exponentials.of(Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Exponentials.of(Double.NaN)).isNaN();
        assertThat(Exponentials.of(0)).isEqualTo(1);
    }
}
