package io.tifl.experiments.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixTest {
    @ParameterizedTest
    @CsvSource({"5, 1, 6", "5, 9, 6", "1, 4, 1", "4, 3, 64", "9, 7, 75", "6, 100, 33", "8, 2, 31"})
    void productsAreThoseOfTheDefinition(int rows, int inner, int columns) {
        RandomGenerator random = new Seed(1).generator();
        Matrix a = random(random, rows, inner);
        Matrix b = random(random, inner, columns);

        Matrix product = a.times(b);

        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double sum = 0;
                for (int k = 0; k < inner; k++) {
                    sum = Math.fma(a.at(i, k), b.at(k, j), sum);
                }
                assertThat(product.at(i, j)).isEqualTo(sum);
            }
        }
        assertThat(a.transpose().transposeTimes(b).minus(product).norm()).isZero();
        assertThat(a.timesTranspose(b.transpose()).minus(product).norm()).isZero();
    }

    @Test
    void eigenvaluesOfASymmetricMatrixComeAscending() {
        double[] values = Matrix.of(3, 3, 2, 1, 0, 1, 2, 0, 0, 0, -5).eigenvalues();

        assertThat(values).containsExactly(new double[] {-5, 1, 3}, within(1e-14));
    }

    @Test
    void eigenvaluesKeepTraceAndNorm() {
        Matrix a = random(new Seed(1).generator(), 12, 12);
        Matrix symmetric = a.timesTranspose(a);

        double[] values = symmetric.eigenvalues();

        double trace = 0;
        for (int i = 0; i < 12; i++) {
            trace += symmetric.at(i, i);
        }
        assertThat(Arrays.stream(values).sum()).isCloseTo(trace, within(1e-12));
        assertThat(Math.sqrt(Arrays.stream(values).map(v -> v * v).sum())).isCloseTo(symmetric.norm(), within(1e-12));
        assertThat(values[0]).isGreaterThan(-1e-12);
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> Matrix.of(2, 2, 1, 2, 3)).hasMessage("a matrix of 2 x 2 holds 4 values, got 3");
        assertThatThrownBy(() -> new Matrix(2, 3).times(new Matrix(2, 3)))
                .hasMessage("sizes of matrices do not fit: expected 3, got 2");
        assertThatThrownBy(() -> new Matrix(2, 3).add(1, new Matrix(3, 2)))
                .hasMessage("expected a matrix of 2 x 3, got 3 x 2");
    }

    private static Matrix random(RandomGenerator random, int rows, int columns) {
        Matrix matrix = new Matrix(rows, columns);
        Arrays.setAll(matrix.values(), i -> random.nextDouble() - 0.5);
        return matrix;
    }
}
