package io.tifl.experiments.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.network.Matrix;
import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void equalDirectionsHaveNone() {
        assertThat(Spread.of(Matrix.of(3, 2, 1, 2, 2, 4, 0.5, 1))).isCloseTo(0, within(1e-8));
    }

    @Test
    void evenDirectionsHaveThatOfASphere() {
        RandomGenerator random = new Seed(1).generator();
        Matrix rows = new Matrix(20_000, 16);
        Arrays.setAll(rows.values(), k -> random.nextGaussian());

        assertThat(Spread.of(rows)).isCloseTo(0.25, within(0.002));
    }

    @Test
    void rowsOfZerosCountAsCollapsed() {
        assertThat(Spread.of(new Matrix(4, 3))).isZero();
    }
}
