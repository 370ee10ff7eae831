package io.tifl.client.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.Seed;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels of sequences against plain sums, and the two backends against each other. */
class SequenceKernelsTest {
    private static final int LANES = Backend.vectors().lanes();
    private static final int WIDTH = 2 * LANES;

    private final Slab slab = new Slab();
    private final Kernels kernels = Backend.vectors().over(slab);
    private final RandomGenerator chance = new Seed(1).generator();

    private int noise(int count) {
        int address = slab.floats(count);
        for (int i = 0; i < count; i++) {
            slab.set(address + i, (float) chance.nextGaussian());
        }
        return address;
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1", "2, 7", "3, 5", "4, 16", "5, 3", "6, 9", "7, 2", "8, 8", "9, 1", "10, 256", "11, 4", "13, 6", "32, 33"
    })
    void panelIsTheProductOfItsMatrices(int rows, int length) {
        int a = noise(rows * (length + 3));
        int b = noise(length * WIDTH);
        int start = noise(WIDTH);
        int out = noise(rows * (WIDTH + 5) + WIDTH);
        float[] before = slab.memory().clone();

        kernels.panel(a, length + 3, rows, length, b, start, out, WIDTH + 5);
        float[] fresh = slab.memory().clone();
        kernels.panel(a, length + 3, rows, length, b, Kernels.ONTO, out, WIDTH + 5);

        for (int r = 0; r < rows; r++) {
            for (int n = 0; n < WIDTH; n++) {
                double sum = 0;
                for (int k = 0; k < length; k++) {
                    sum += (double) before[a + r * (length + 3) + k] * before[b + k * WIDTH + n];
                }
                int at = out + r * (WIDTH + 5) + n;
                assertThat((double) fresh[at]).isCloseTo(before[start + n] + sum, within(length));
                assertThat((double) slab.get(at)).isCloseTo(before[start + n] + 2 * sum, within(2 * length));
            }
            for (int n = WIDTH; n < WIDTH + 5; n++) {
                assertThat(slab.get(out + r * (WIDTH + 5) + n)).isEqualTo(before[out + r * (WIDTH + 5) + n]);
            }
        }
    }

    private static org.assertj.core.data.Offset<Double> within(int products) {
        return org.assertj.core.data.Offset.offset(1e-6 * (products + 1));
    }

    @Test
    void sigmoidAndTanhAreExactToAFloatsRoundingAndKeepNan() {
        float[] special = {0, -0f, 1e-30f, -1e-6f, 0.17f, -0.35f, 9.99f, -10.01f, 86, -86, 200, -200, 1e30f, -1e30f};
        int count = 4096 * LANES;
        int x = noise(count);
        for (int i = 0; i < count; i++) {
            float value = i < special.length ? special[i] : slab.get(x + i) * (i % 3 == 0 ? 20 : 1);
            slab.set(x + i, value);
        }
        float[] given = slab.memory().clone();
        int sigmoids = slab.floats(count);
        int tanhs = slab.floats(count);
        slab.copy(x, sigmoids, count);
        slab.copy(x, tanhs, count);

        kernels.activate(Activation.SIGMOID, sigmoids, count);
        kernels.activate(Activation.TANH, tanhs, count);

        for (int i = 0; i < count; i++) {
            double value = given[x + i];
            double sigmoid = 1 / (1 + Math.exp(-value));
            assertThat(Math.abs(slab.get(sigmoids + i) - sigmoid)).isLessThan(1.2e-7);
            double tanh = Math.tanh(value);
            assertThat(Math.abs(slab.get(tanhs + i) - tanh)).isLessThanOrEqualTo(2.5e-7 * Math.abs(tanh));
        }
        slab.fill(x, LANES, Float.NaN);
        kernels.activate(Activation.SIGMOID, x, LANES);
        assertThat(slab.get(x)).isNaN();
        slab.fill(x, LANES, Float.NaN);
        kernels.activate(Activation.TANH, x, LANES);
        assertThat(slab.get(x)).isNaN();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void cellsOfBothBackendsAgree(int vectors) {
        int units = vectors * LANES;
        int gates = noise(4 * units);
        int before = noise(units);
        int squashed = noise(units);
        int gradient = noise(units);
        int carried = noise(units);
        int cell = slab.floats(units);
        float[] given = slab.memory().clone();

        kernels.cell(gates, before, cell, units);
        kernels.cellGradient(Activation.TANH, Activation.SIGMOID, gates, before, squashed, gradient, carried, units);

        float[] actual = slab.memory().clone();
        System.arraycopy(given, 0, slab.memory(), 0, given.length);
        Kernels plain = Backend.scalar().over(slab);
        plain.cell(gates, before, cell, units);
        plain.cellGradient(Activation.TANH, Activation.SIGMOID, gates, before, squashed, gradient, carried, units);
        for (int i = 0; i < actual.length; i++) {
            assertThat(Math.abs(actual[i] - slab.get(i))).isLessThan(1e-5f * (1 + Math.abs(slab.get(i))));
        }
    }
}
