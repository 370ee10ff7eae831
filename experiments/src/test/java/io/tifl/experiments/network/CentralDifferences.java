package io.tifl.experiments.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/** Gradients against central differences, and matrices to try them on. */
public final class CentralDifferences {
    private static final double STEP = 1e-5;

    private CentralDifferences() {}

    /** Fails unless these are the slopes of a value by the entries of an array, to 1e-8 or a part of 1e-7. */
    public static void check(double[] slopes, double[] entries, DoubleSupplier value) {
        assertThat(slopes).hasSameSizeAs(entries);
        assertThat(Arrays.stream(slopes).map(Math::abs).max().orElse(0)).isGreaterThan(1e-6);
        for (int k = 0; k < entries.length; k++) {
            double at = entries[k];
            entries[k] = at + STEP;
            double above = value.getAsDouble();
            entries[k] = at - STEP;
            double below = value.getAsDouble();
            entries[k] = at;
            assertThat(slopes[k])
                    .as("slope by entry %d", k)
                    .isCloseTo((above - below) / (2 * STEP), within(1e-8 + 1e-7 * Math.abs(slopes[k])));
        }
    }

    /** Uniform within -1 and 1. */
    public static Matrix random(long seed, int rows, int columns) {
        RandomGenerator random = new Seed(seed).generator();
        Matrix matrix = new Matrix(rows, columns);
        Arrays.setAll(matrix.values(), k -> 2 * random.nextDouble() - 1);
        return matrix;
    }
}
