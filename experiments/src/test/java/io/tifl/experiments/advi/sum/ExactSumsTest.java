package io.tifl.experiments.advi.sum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.Seed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExactSumsTest {
    private static double[] wild(int count, long seed) {
        RandomGenerator random = new Seed(seed).generator();
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = Math.scalb(random.nextDouble() - 0.5, random.nextInt(-1080, 1000));
        }
        return values;
    }

    private static ExactSums sum(double... values) {
        ExactSums sums = new ExactSums(1);
        for (double value : values) {
            sums.add(0, value);
        }
        return sums;
    }

    @Test
    void agreesWithDecimalsOfAnyLength() {
        for (int seed = 0; seed < 200; seed++) {
            double[] values = wild(1 + seed % 7, seed);
            BigDecimal exact = BigDecimal.ZERO;
            for (double value : values) {
                exact = exact.add(new BigDecimal(value));
            }

            assertThat(sum(values).value(0)).as("seed " + seed).isEqualTo(exact.doubleValue());
        }
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0,
                1,
                -1,
                0.1,
                Double.MIN_VALUE,
                -Double.MIN_VALUE,
                Double.MIN_NORMAL,
                Double.MAX_VALUE,
                -Double.MAX_VALUE
            })
    void oneNumberIsItsOwnSum(double value) {
        assertThat(sum(value).value(0)).isEqualTo(value);
    }

    @Test
    void whatCancelsLeavesTheRest() {
        assertThat(sum(1e300, 1e-300, -1e300).value(0)).isEqualTo(1e-300);
    }

    @Test
    void halvesRoundToEvenUnlessMoreFollows() {
        assertThat(sum(1, 0x1p-53).value(0)).isEqualTo(1);
        assertThat(sum(1, 0x1p-53, 0x1p-1074).value(0)).isEqualTo(Math.nextUp(1.0));
        assertThat(sum(-1, -0x1p-53, -0x1p-1074).value(0)).isEqualTo(Math.nextDown(-1.0));
        assertThat(sum(0x1p1000, 0x1p947, 0x1p-1074).value(0)).isEqualTo(Math.nextUp(0x1p1000));
        assertThat(sum(0x1p1000, 0x1p947).value(0)).isEqualTo(0x1p1000);
    }

    @Test
    void orderAndPlaceDoNotMatter() throws IOException {
        double[] values = wild(300, 5);
        ExactSums forwards = new ExactSums(2);
        ExactSums one = new ExactSums(2);
        ExactSums other = new ExactSums(2);
        for (int i = 0; i < values.length; i++) {
            forwards.add(1, values[i]);
            (i % 3 == 0 ? one : other).add(1, values[values.length - 1 - i]);
        }

        other.merge(copied(one));

        assertThat(other.values()).containsExactly(forwards.values());
    }

    private static ExactSums copied(ExactSums sums) throws IOException {
        return ExactSums.read(new DataInputStream(new ByteArrayInputStream(written(sums))), sums.size());
    }

    private static byte[] written(ExactSums sums) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        sums.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    @Test
    void writtenSumsAreShortAndComeBackWhole() throws IOException {
        ExactSums sums = sum(-1234.5, 0x1p-60, 1e-3);

        assertThat(copied(sums).value(0)).isEqualTo(sums.value(0));
        assertThat(copied(sum(0)).value(0)).isEqualTo(0);
        assertThat(written(sums)).hasSizeLessThan(24);
    }

    @Test
    void bytesOfOtherSumsAreRefused() throws IOException {
        byte[] bytes = written(sum(3.25));

        assertThatThrownBy(() -> ExactSums.read(new DataInputStream(new ByteArrayInputStream(bytes)), 2))
                .isInstanceOf(IOException.class)
                .hasMessage("expected 2 sums, found 1");
        bytes[6] = 9;
        assertThatThrownBy(() -> ExactSums.read(new DataInputStream(new ByteArrayInputStream(bytes)), 1))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("sum 0 has 2305 bytes");
    }

    @Test
    void onlyFiniteNumbersAreSummed() {
        assertThatThrownBy(() -> sum(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sum(Double.NEGATIVE_INFINITY))
                .hasMessage("only finite numbers have a sum, got -Infinity");
    }
}
