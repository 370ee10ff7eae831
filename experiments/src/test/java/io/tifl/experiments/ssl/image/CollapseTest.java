package io.tifl.experiments.ssl.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.network.CentralDifferences;
import io.tifl.experiments.network.Matrix;
import org.junit.jupiter.api.Test;

class CollapseTest {
    @Test
    void rowsThatAreOneHaveCollapsed() {
        Matrix same = Matrix.ofRows(new double[] {1, 2}, new double[] {1, 2}, new double[] {1, 2});

        Collapse collapse = Collapse.of(same, same, same.copy().scale(3));

        assertThat(collapse.spread()).isCloseTo(0, within(1e-12));
        assertThat(collapse.effectiveRank()).isZero();
        assertThat(collapse.alignment()).isCloseTo(0, within(1e-12));
        assertThat(collapse.uniformity()).isCloseTo(0, within(1e-12));
    }

    @Test
    void rowsAllAroundHaveNot() {
        Matrix around =
                Matrix.ofRows(new double[] {1, 0}, new double[] {-1, 0}, new double[] {0, 2}, new double[] {0, -2});

        Collapse collapse = Collapse.of(around, around, around.copy().scale(-1));

        assertThat(collapse.spread()).isCloseTo(1 / Math.sqrt(2), within(1e-12));
        assertThat(collapse.alignment()).isCloseTo(4, within(1e-12));
        // Four neighbours at a right angle, two pairs opposite.
        assertThat(collapse.uniformity()).isCloseTo(Math.log((4 * Math.exp(-4) + 2 * Math.exp(-8)) / 6), within(1e-12));
        // Shares 1/5 and 4/5.
        double entropy = -0.2 * Math.log(0.2) - 0.8 * Math.log(0.8);
        assertThat(collapse.effectiveRank()).isCloseTo(Math.exp(entropy), within(1e-12));
    }

    @Test
    void effectiveRankCountsDirections() {
        Matrix even = new Matrix(6, 3);
        for (int j = 0; j < 3; j++) {
            even.set(2 * j, j, 1);
            even.set(2 * j + 1, j, -1);
        }
        Matrix line = CentralDifferences.random(1, 20, 1).times(CentralDifferences.random(2, 1, 5));

        assertThat(Collapse.effectiveRank(even)).isCloseTo(3, within(1e-12));
        assertThat(Collapse.effectiveRank(line)).isCloseTo(1, within(1e-6));
        assertThat(Collapse.effectiveRank(line.copy().addToRows(CentralDifferences.random(3, 1, 5))))
                .isCloseTo(1, within(1e-6));
    }

    @Test
    void oneSampleIsRefused() {
        assertThatThrownBy(() -> Collapse.of(new Matrix(1, 2), new Matrix(1, 2), new Matrix(2, 2)))
                .hasMessage("expected 2 or more samples and two views of each, got 1 samples, 1 and 2 views");
    }
}
