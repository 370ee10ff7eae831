package io.tifl.experiments.ssl.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.network.CentralDifferences;
import io.tifl.experiments.network.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitRowsTest {
    @Test
    void rowsHaveLengthOne() {
        Matrix rows = UnitRows.of(Matrix.of(2, 2, 3, 4, 0, -2)).rows();

        assertThat(rows.values()).containsExactly(new double[] {0.6, 0.8, 0, -1}, within(1e-15));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-4, 0.5})
    void slopesFlowBackAsDifferencesSay(double epsilon) {
        Matrix source = CentralDifferences.random(1, 4, 3);
        Matrix slope = CentralDifferences.random(2, 4, 3);

        Matrix back = UnitRows.of(source, epsilon).backward(slope);

        CentralDifferences.check(back.values(), source.values(), () -> {
            Matrix rows = UnitRows.of(source, epsilon).rows();
            double sum = 0;
            for (int k = 0; k < rows.values().length; k++) {
                sum += rows.values()[k] * slope.values()[k];
            }
            return sum;
        });
    }

    @Test
    void rowOfZerosStaysFinite() {
        UnitRows rows = UnitRows.of(new Matrix(1, 2));

        assertThat(rows.rows().values()).containsExactly(0, 0);
        assertThat(rows.backward(Matrix.of(1, 2, 1, 1)).values()).containsExactly(0, 0);
        assertThatThrownBy(() -> UnitRows.of(new Matrix(1, 1), -1)).hasMessageContaining("0 or more, got -1.0");
    }
}
