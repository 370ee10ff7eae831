package io.tifl.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FusedRowsTest {
    private static final FixedPoint GRID = FixedPoint.fitting(1024, 1 << 20, 100);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 9, 31, 64, 100, 1000, 1024, 1025, 3000})
    void eightBitBytesFollowTheFormulaOfFbgemm(int columns) {
        int rows = 3;
        float[] values = Floats.spread(new SplittableRandom(columns), rows * columns, 8);
        ByteBuffer expected = ByteBuffer.allocate(rows * (columns + 8)).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            float[] of = Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
            float[] sorted = of.clone();
            Arrays.sort(sorted);
            float min = sorted[0];
            float range = sorted[columns - 1] - min;
            float inverse = 255 / (range + 1e-8f);
            for (float value : of) {
                expected.put((byte) Math.rint((value - min) * inverse));
            }
            expected.putFloat(range / 255).putFloat(min);
        }

        assertThat(quantized(FusedRows.of(8, columns), values)).isEqualTo(expected.array());
    }

    @ParameterizedTest
    @CsvSource({
        "4, 1", "4, 2", "4, 7", "4, 8", "4, 33", "4, 1024", "4, 2049", "2, 1", "2, 3", "2, 5", "2, 16", "2, 1030"
    })
    void fewerBitsFollowTheFormulaOfFbgemm(int bits, int columns) {
        int rows = 3;
        int max = (1 << bits) - 1;
        float[] values = Floats.spread(new SplittableRandom(columns), rows * columns, 8);
        int codeBytes = (columns * bits + 7) / 8;
        ByteBuffer expected = ByteBuffer.allocate(rows * (codeBytes + 4)).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            float[] of = Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
            float[] sorted = of.clone();
            Arrays.sort(sorted);
            float min = Float.float16ToFloat(Float.floatToFloat16(sorted[0]));
            float range = sorted[columns - 1] - min;
            float scale = Float.float16ToFloat(Float.floatToFloat16(range == 0 ? 1 : range / max));
            scale = scale == 0 ? 1 : scale;
            float inverse = 1 / scale;
            byte[] packed = new byte[codeBytes];
            for (int i = 0; i < columns; i++) {
                long code = Math.clamp((long) Math.rint((of[i] - min) * inverse), 0, max);
                packed[i * bits / 8] |= (byte) (code << (i * bits % 8));
            }
            expected.put(packed).putShort(Float.floatToFloat16(scale)).putShort(Float.floatToFloat16(min));
        }

        assertThat(quantized(FusedRows.of(bits, columns), values)).isEqualTo(expected.array());
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "8, 100", "8, 2000", "4, 1", "4, 33", "4, 2000", "2, 1", "2, 77", "2, 2000"})
    void whatIsReadBackIsWithinOneStep(int bits, int columns) {
        for (int exponent : new int[] {-90, -20, 0, 60}) {
            float unit = Math.scalb(1f, exponent);
            FusedRows format = new FusedRows(bits, columns, unit);
            float[] values = Floats.spread(new SplittableRandom(columns), 2 * columns, 8);
            for (int i = 0; i < values.length; i++) {
                values[i] *= 100 * unit;
            }

            byte[] stochastic = new byte[2 * format.rowBytes()];
            format.quantizeStochastic(MemorySegment.ofArray(values), MemorySegment.ofArray(stochastic), 5, 0);
            float[] back = dequantized(format, stochastic, values.length);

            for (int i = 0; i < values.length; i++) {
                RowGrid grid = gridOf(format, stochastic, i / columns);
                assertThat((double) Math.abs(back[i] - values[i]))
                        .isLessThanOrEqualTo(grid.scale() * unit * (1 + 1e-4));
            }
        }
    }

    @Test
    void stochasticRoundingIsRightOnAverage() {
        FusedRows format = FusedRows.of(4, 64);
        float[] values = Floats.spread(new SplittableRandom(1), 64, 3);
        double[] sums = new double[64];
        int repeats = 20_000;
        byte[] rows = new byte[format.rowBytes()];
        for (int i = 0; i < repeats; i++) {
            format.quantizeStochastic(MemorySegment.ofArray(values), MemorySegment.ofArray(rows), mixed(i), 0);
            float[] back = dequantized(format, rows, 64);
            for (int j = 0; j < 64; j++) {
                sums[j] += back[j];
            }
        }

        // The steps are 2/15 wide: a mean strays by 0.067 / sqrt(20,000) = 0.0005, and five times that once in a
        // million.
        for (int j = 0; j < 64; j++) {
            assertThat(sums[j] / repeats).isBetween(values[j] - 0.0025, values[j] + 0.0025);
        }
    }

    @Test
    void aVectorCutIntoPiecesGivesTheSameStochasticBytes() {
        FusedRows format = FusedRows.of(8, 50);
        float[] values = Floats.spread(new SplittableRandom(3), 500, 3);
        byte[] whole = new byte[10 * format.rowBytes()];
        format.quantizeStochastic(MemorySegment.ofArray(values), MemorySegment.ofArray(whole), 7, 100);

        byte[] pieces = new byte[whole.length];
        for (int row = 9; row >= 0; row--) {
            format.quantizeStochastic(
                    MemorySegment.ofArray(values).asSlice(200L * row, 200),
                    MemorySegment.ofArray(pieces).asSlice((long) row * format.rowBytes(), format.rowBytes()),
                    7,
                    100 + 50 * row);
        }

        assertThat(pieces).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource({"8, 100", "8, 1500", "4, 100", "4, 1500", "2, 31"})
    void decodingAndAddingGivesTheBitsOfDecodingThenAdding(int bits, int columns) {
        FusedRows format = new FusedRows(bits, columns, 0.25f);
        int size = 3 * columns + 5;
        for (int clients : new int[] {1, 2, 3, 4, 8}) {
            ExactSum apart = new ExactSum(size, GRID);
            ExactSum together = new ExactSum(size, GRID);
            List<MemorySegment> rows = new ArrayList<>();
            long[] weights = new long[clients];
            for (int client = 0; client < clients; client++) {
                float[] values = Floats.spread(new SplittableRandom(client), 3 * columns, 8);
                byte[] encoded = quantized(format, values);
                rows.add(MemorySegment.ofArray(encoded));
                weights[client] = 17L * client + 1;
                float[] padded = new float[size];
                System.arraycopy(dequantized(format, encoded, values.length), 0, padded, 5, values.length);
                apart.add(MemorySegment.ofArray(padded), weights[client]);
            }

            format.addTo(together, 5, rows, weights);

            assertThat(together.mean(7)).isEqualTo(apart.mean(7));
        }
    }

    @Test
    void theOrderOfClientsDoesNotMatter() {
        FusedRows format = FusedRows.of(8, 300);
        List<MemorySegment> rows = new ArrayList<>();
        for (int client = 0; client < 8; client++) {
            rows.add(MemorySegment.ofArray(quantized(format, Floats.spread(new SplittableRandom(client), 300, 30))));
        }
        ExactSum forward = new ExactSum(300, GRID);
        format.addTo(forward, 0, rows, new long[] {3, 3, 3, 3, 3, 3, 3, 3});
        Collections.reverse(rows);
        ExactSum backward = new ExactSum(300, GRID);

        format.addTo(backward, 0, rows, new long[] {3, 3, 3, 3, 3, 3, 3, 3});

        assertThat(backward.mean(24)).isEqualTo(forward.mean(24));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 16, 17})
    void floatsAreAddedClientByClient(int clients) {
        FusedRows format = FusedRows.of(8, 201);
        List<MemorySegment> rows = new ArrayList<>();
        float[] weights = new float[clients];
        float[] expected = Floats.spread(new SplittableRandom(9), 402, 3);
        float[] sum = expected.clone();
        for (int client = 0; client < clients; client++) {
            byte[] encoded = quantized(format, Floats.spread(new SplittableRandom(client), 402, 3));
            rows.add(MemorySegment.ofArray(encoded));
            weights[client] = 0.3f * (client + 1);
            for (int i = 0; i < 402; i++) {
                RowGrid grid = gridOf(format, encoded, i / 201);
                int code = encoded[i / 201 * format.rowBytes() + i % 201] & 0xff;
                expected[i] =
                        Math.fma(code, grid.scale() * weights[client], expected[i] + grid.bias() * weights[client]);
            }
        }

        format.addTo(MemorySegment.ofArray(sum), rows, weights);

        assertThat(sum).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"8, 40000", "4, 40001", "2, 70003"})
    void longRowsAreAddedInPieces(int bits, int columns) {
        FusedRows format = FusedRows.of(bits, columns);
        List<MemorySegment> rows = new ArrayList<>();
        ExactSum apart = new ExactSum(columns, GRID);
        float[] sum = new float[columns];
        float[] oneByOne = new float[columns];
        for (int client = 0; client < 3; client++) {
            byte[] encoded = quantized(format, Floats.spread(new SplittableRandom(client), columns, 3));
            rows.add(MemorySegment.ofArray(encoded));
            apart.add(MemorySegment.ofArray(dequantized(format, encoded, columns)), 5);
            format.addTo(MemorySegment.ofArray(oneByOne), List.of(rows.getLast()), new float[] {5});
        }
        ExactSum together = new ExactSum(columns, GRID);

        format.addTo(together, 0, rows, new long[] {5, 5, 5});
        format.addTo(MemorySegment.ofArray(sum), rows, new float[] {5, 5, 5});

        assertThat(together.mean(15)).isEqualTo(apart.mean(15));
        assertThat(sum).isEqualTo(oneByOne);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 4, 2})
    void aRowThatIsNotFiniteIsReadAsNanAndLeavesOthersAlone(int bits) {
        for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE}) {
            FusedRows format = FusedRows.of(bits, 10);
            float[] values = new float[30];
            values[12] = odd;
            values[13] = -Float.MAX_VALUE;
            byte[] nearest = quantized(format, values);
            byte[] stochastic = new byte[nearest.length];
            format.quantizeStochastic(MemorySegment.ofArray(values), MemorySegment.ofArray(stochastic), 1, 0);

            for (byte[] rows : List.of(nearest, stochastic)) {
                float[] back = dequantized(format, rows, 30);
                for (int i = 0; i < 30; i++) {
                    assertThat(Float.isNaN(back[i])).isEqualTo(i >= 10 && i < 20);
                }
                assertThat(format.maxMagnitude(MemorySegment.ofArray(rows))).isNaN();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 4, 2})
    void noCodeIsReadAsMoreThanTheLargestMagnitude(int bits) {
        FusedRows format = FusedRows.of(bits, 10);
        SplittableRandom random = new SplittableRandom(bits);
        byte[] rows = new byte[3 * format.rowBytes()];
        for (int i = 0; i < 2000; i++) {
            random.nextBytes(rows);
            float bound = format.maxMagnitude(MemorySegment.ofArray(rows));
            for (float value : dequantized(format, rows, 30)) {
                assertThat(Math.abs(value) <= bound || Float.isNaN(bound)).isTrue();
            }
        }
    }

    @Test
    void wrongSizesAreRefused() {
        FusedRows format = FusedRows.of(4, 10);
        MemorySegment values = MemorySegment.ofArray(new float[20]);

        assertThat(format.rowBytes()).isEqualTo(9);
        assertThatThrownBy(() -> format.quantize(values, MemorySegment.ofArray(new byte[17])))
                .hasMessageContaining("whole rows of 9 bytes");
        assertThatThrownBy(() -> format.dequantize(MemorySegment.ofArray(new byte[9]), values))
                .hasMessageContaining("1 rows of 10 values take 40 bytes of floats, got 80");
        assertThatThrownBy(() -> format.addTo(
                        new ExactSum(19, GRID), 0, List.of(MemorySegment.ofArray(new byte[18])), new long[] {1}))
                .hasMessageContaining("no 2 rows of 10 from 0");
        assertThatThrownBy(() -> format.addTo(values, List.of(), new float[0])).hasMessageContaining("at least one");
        assertThatThrownBy(() -> FusedRows.of(3, 10)).hasMessageContaining("8, 4 or 2 bits, got 3");
        assertThatThrownBy(() -> FusedRows.of(8, 0)).hasMessageContaining("at least 1 value");
        assertThatThrownBy(() -> new FusedRows(8, 1, 3)).hasMessageContaining("power of two");
    }

    private static long mixed(int i) {
        return new SplittableRandom(i).nextLong();
    }

    private static RowGrid gridOf(FusedRows format, byte[] rows, int row) {
        int header = format.bits() == 8 ? 8 : 4;
        return RowGrid.read(format.bits(), MemorySegment.ofArray(rows), (long) (row + 1) * format.rowBytes() - header);
    }

    private static byte[] quantized(FusedRows format, float[] values) {
        byte[] rows = new byte[values.length / format.columns() * format.rowBytes()];
        format.quantize(Floats.readOnly(values), MemorySegment.ofArray(rows));
        return rows;
    }

    private static float[] dequantized(FusedRows format, byte[] rows, int size) {
        float[] values = new float[size];
        format.dequantize(MemorySegment.ofArray(rows).asReadOnly(), MemorySegment.ofArray(values));
        return values;
    }
}
