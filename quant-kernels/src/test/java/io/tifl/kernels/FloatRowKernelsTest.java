package io.tifl.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FloatRowKernelsTest {
    private static void requireVectors() {
        assumeTrue(
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && VectorKernels.bits() >= 256,
                "vector kernels need jdk.incubator.vector and registers of 256 bits");
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 64, 512, 1000})
    void tilesOfProductsHaveTheBitsOfPlainLoops(int columns) {
        requireVectors();
        float[] floats = Floats.spread(new SplittableRandom(columns), 9 * columns, 30);
        double[] panel = new double[floats.length];
        Arrays.setAll(panel, i -> floats[i]);
        double[] expected = new double[7 + FloatRowKernels.TILE_SUMS];
        double[] actual = new double[7 + FloatRowKernels.TILE_SUMS];

        for (int time = 0; time < 2; time++) {
            new ScalarFloatRowKernels().multiplyTile(panel, columns, 5 * columns, columns, columns, expected, 7);
            new VectorFloatRowKernels().multiplyTile(panel, columns, 5 * columns, columns, columns, actual, 7);
        }

        assertThat(actual).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 4097", "3, 7", "4, 8", "5, 5000", "13, 4099", "33, 9001"})
    void productsAreThoseOfUnboundedPrecisionButForTheRounding(int rows, int columns) {
        float[][] values = new float[rows][];
        SplittableRandom random = new SplittableRandom(rows);
        Arrays.setAll(values, _ -> Floats.spread(random, columns, 6));

        RowProducts products = multiplied(values);

        for (int one = 0; one < rows; one += 3) {
            for (int other = 0; other < rows; other += 2) {
                BigDecimal exact = BigDecimal.ZERO;
                double magnitudes = 0;
                for (int column = 0; column < columns; column++) {
                    exact = exact.add(
                            new BigDecimal(values[one][column]).multiply(new BigDecimal(values[other][column])));
                    magnitudes += Math.abs((double) values[one][column] * values[other][column]);
                }
                assertThat(products.product(one, other))
                        .isCloseTo(exact.doubleValue(), within(magnitudes * (columns / 8 + 4) * 0x1p-53))
                        .isEqualTo(products.product(other, one));
            }
        }
    }

    private static RowProducts multiplied(float[][] values) {
        RowProducts products = new RowProducts(values.length);
        int columns = values[0].length;
        for (int from = 0; from < columns; from += products.stretch()) {
            int some = Math.min(products.stretch(), columns - from);
            products.begin(some);
            for (int row = 0; row < values.length; row++) {
                products.load(row, Arrays.copyOfRange(values[row], from, from + some), some);
            }
            for (int strip = 0; strip < products.strips(); strip++) {
                products.multiply(strip);
            }
        }
        return products;
    }

    @Test
    void productsOfTwoRowsDoNotDependOnHowManyOthersThereAre() {
        float[][] many = new float[300][];
        SplittableRandom random = new SplittableRandom(3);
        Arrays.setAll(many, _ -> Floats.spread(random, 5003, 6));

        RowProducts ofAll = multiplied(many);
        RowProducts ofTwo = multiplied(new float[][] {many[17], many[290]});

        assertThat(ofTwo.product(0, 1)).isEqualTo(ofAll.product(290, 17));
    }

    @Test
    void rowsAndStretchesOfNoSizeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RowProducts(0))
                .withMessageContaining("got 0");
        RowProducts products = new RowProducts(3);
        assertThatIllegalArgumentException().isThrownBy(() -> products.begin(0));
        assertThatIllegalArgumentException().isThrownBy(() -> products.begin(products.stretch() + 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 33, 100, 127, 129, 200})
    void columnsComeOutInTheOrderOfFloats(int rows) {
        SplittableRandom random = new SplittableRandom(rows);
        float[] values = Floats.spread(random, rows * SortedColumns.WIDTH, 60);
        for (int i = 0; i < values.length; i += 5) {
            values[i] = random.nextInt(3) == 0 ? -0f : values[random.nextInt(values.length)];
        }
        float[] sorted = values.clone();

        SortedColumns.sort(sorted, rows);

        for (int column = 0; column < SortedColumns.WIDTH; column++) {
            assertThat(column(sorted, rows, column)).containsExactly(inOrder(column(values, rows, column)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 40})
    void plainLoopsSortLikeVectors(int rows) {
        requireVectors();
        int[] expected = new SplittableRandom(rows).ints(rows * 16L).toArray();
        int[] actual = expected.clone();

        new ScalarFloatRowKernels().sortColumns(expected, rows, 16);
        new VectorFloatRowKernels().sortColumns(actual, rows, 16);

        assertThat(actual).containsExactly(expected);
    }

    private static float[] column(float[] values, int rows, int column) {
        float[] picked = new float[rows];
        for (int row = 0; row < rows; row++) {
            picked[row] = values[row * SortedColumns.WIDTH + column];
        }
        return picked;
    }

    private static float[] inOrder(float[] values) {
        Arrays.sort(values);
        return values;
    }
}
