package io.tifl.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.kernels.jit.Jit;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddingTableTest {
    private static final int ROWS = 50;

    @ParameterizedTest
    @CsvSource({
        "8, 1", "8, 7", "8, 64", "8, 100", "8, 513", "4, 1", "4, 9", "4, 128", "4, 77", "2, 3", "2, 64", "2, 129"
    })
    void sumsAreTheSumsOfTheRowsReadBack(int bits, int columns) {
        EmbeddingTable table = table(bits, columns);
        float[] values = new float[ROWS * columns];
        table.format().dequantize(table.rows(), MemorySegment.ofArray(values));
        int[] lengths = {3, 0, 17, 1, 8, 100};
        int[] indices = indices(129);
        float[] weights = Floats.spread(new SplittableRandom(3), 129, 2);
        float[] sums = new float[lengths.length * columns];
        Arrays.fill(sums, Float.NaN);

        table.sum(EmbeddingBags.ofLengths(indices, lengths).weighted(weights), MemorySegment.ofArray(sums));

        int position = 0;
        for (int bag = 0; bag < lengths.length; bag++) {
            double[] expected = new double[columns];
            for (int i = 0; i < lengths[bag]; i++, position++) {
                for (int j = 0; j < columns; j++) {
                    expected[j] += (double) weights[position] * values[indices[position] * columns + j];
                }
            }
            for (int j = 0; j < columns; j++) {
                assertThat((double) sums[bag * columns + j]).isCloseTo(expected[j], within(1e-4));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 64", "8, 37", "4, 61", "2, 200"})
    void allTiersGiveTheSameBits(int bits, int columns) {
        EmbeddingTable table = table(bits, columns);
        EmbeddingBags plain = EmbeddingBags.ofOffsets(indices(60), 0, 1, 1, 4, 9, 20, 53, 60);
        float[] weights = Floats.spread(new SplittableRandom(3), 60, 2);
        RowSums reference = new PlainRowSums(new ScalarRowKernels());

        for (EmbeddingBags bags :
                new EmbeddingBags[] {plain, plain.weighted(weights), plain.weightedByPosition(weights)}) {
            float[] expected = new float[7 * columns];
            reference.sumBags(table, bags, MemorySegment.ofArray(expected));

            assertThat(sums(table, bags)).isEqualTo(expected);
            GeneratedRowSums.load(Jit.instance()).ifPresent(generated -> {
                float[] actual = new float[7 * columns];
                generated.sumBags(table, bags, MemorySegment.ofArray(actual));
                assertThat(actual).isEqualTo(expected);
            });
        }
    }

    @Test
    void offsetsAndLengthsSayTheSame() {
        EmbeddingTable table = table(8, 20);

        assertThat(sums(table, EmbeddingBags.ofOffsets(indices(10), 0, 4, 4, 10)))
                .isEqualTo(sums(table, EmbeddingBags.ofLengths(indices(10), 4, 0, 6)));
    }

    @Test
    void positionalWeightsBeginAnewInEachBag() {
        EmbeddingTable table = table(8, 20);
        EmbeddingBags bags = EmbeddingBags.ofLengths(indices(5), 2, 3);

        assertThat(sums(table, bags.weightedByPosition(2, 3, 4))).isEqualTo(sums(table, bags.weighted(2, 3, 2, 3, 4)));
    }

    @Test
    void meansDivideByTheNumberOfIndices() {
        EmbeddingTable table = table(4, 30);
        EmbeddingBags bags = EmbeddingBags.ofLengths(indices(7), 3, 0, 4);
        float[] sums = sums(table, bags);
        float[] means = new float[sums.length];

        table.mean(bags, MemorySegment.ofArray(means));

        for (int i = 0; i < 30; i++) {
            assertThat(means[i]).isEqualTo(sums[i] * (1f / 3));
            assertThat(means[30 + i]).isZero();
            assertThat(means[60 + i]).isEqualTo(sums[60 + i] * 0.25f);
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 16", "4, 16", "4, 25", "2, 16", "8, 3000", "4, 3001", "4, 3016", "2, 3007", "8, 300000"})
    void longBagsAreSummedInPieces(int bits, int columns) {
        int rows = 5;
        FusedRows format = FusedRows.of(bits, columns);
        byte[] bytes = new byte[rows * format.rowBytes()];
        EmbeddingTable table = new EmbeddingTable(format, MemorySegment.ofArray(bytes));
        float[] values = Floats.spread(new SplittableRandom(1), rows * columns, 3);
        table.format().quantize(MemorySegment.ofArray(values), table.rows());
        int count = (1 << 20) / columns + 30;
        int[] indices = new int[count];
        for (int i = 0; i < count; i++) {
            indices[i] = i * 3 % rows;
        }
        EmbeddingBags bags = EmbeddingBags.ofLengths(indices, 5, 0, count - 15, 0, 10);
        float[] expected = new float[5 * columns];
        new PlainRowSums(Backend.ROWS).sumBags(table, bags, MemorySegment.ofArray(expected));

        assertThat(sums(table, bags)).isEqualTo(expected);
    }

    @Test
    void manyBagsAreSummedInPieces() {
        EmbeddingTable table = table(8, 3);
        int[] indices = indices(5000);
        int[] offsets = new int[5001];
        Arrays.setAll(offsets, i -> i);
        float[] values = new float[ROWS * 3];
        table.format().dequantize(table.rows(), MemorySegment.ofArray(values));

        float[] sums = sums(table, EmbeddingBags.ofOffsets(indices, offsets));

        for (int i = 0; i < sums.length; i++) {
            assertThat(sums[i]).isCloseTo(values[indices[i / 3] * 3 + i % 3], within(1e-6f));
        }
    }

    @Test
    void tablesOffTheHeapDoAsWell() {
        EmbeddingTable table = table(2, 50);
        EmbeddingBags bags = EmbeddingBags.ofLengths(indices(9), 9);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment rows = arena.allocate(table.rows().byteSize() + 1).asSlice(1);
            rows.copyFrom(table.rows());
            MemorySegment sums = arena.allocate(200);

            new EmbeddingTable(table.format(), rows.asReadOnly()).sum(bags, sums);

            assertThat(sums.mismatch(MemorySegment.ofArray(sums(table, bags)))).isEqualTo(-1);
        }
    }

    @Test
    void whatIsMalformedIsRefused() {
        EmbeddingTable table = table(8, 4);
        MemorySegment sums = MemorySegment.ofArray(new float[4]);

        assertThatThrownBy(() -> table.sum(EmbeddingBags.ofLengths(new int[] {0, ROWS}, 2), sums))
                .hasMessageContaining("indices lie within 0 and 49, got 50");
        assertThatThrownBy(() -> table.sum(EmbeddingBags.ofLengths(new int[] {-1, 3}, 2), sums))
                .hasMessageContaining("got -1");
        assertThatThrownBy(() -> table.sum(EmbeddingBags.ofLengths(new int[] {1, 3}, 1, 1), sums))
                .hasMessageContaining("2 sums of 4 values take 32 bytes, got 16");
        assertThatThrownBy(() -> EmbeddingBags.ofOffsets(new int[3], 0, 2, 1, 3))
                .hasMessageContaining("do not decrease, got 1 after 2");
        assertThatThrownBy(() -> EmbeddingBags.ofOffsets(new int[3], 1, 3)).hasMessageContaining("got 1 to 3");
        assertThatThrownBy(() -> EmbeddingBags.ofOffsets(new int[3], 0, 4)).hasMessageContaining("got 0 to 4");
        assertThatThrownBy(() -> EmbeddingBags.ofOffsets(new int[3])).hasMessageContaining("got none");
        assertThatThrownBy(() -> EmbeddingBags.ofLengths(new int[3], 4, -1)).hasMessageContaining("got 4");
        assertThatThrownBy(() -> EmbeddingBags.ofLengths(new int[3], -1, 4)).hasMessageContaining("got -1");
        assertThatThrownBy(() -> EmbeddingBags.ofLengths(new int[3], 2)).hasMessageContaining("3, got 2");
        assertThatThrownBy(() -> EmbeddingBags.ofLengths(new int[3], 3).weighted(1, 2))
                .hasMessageContaining("each of 3 indices, got 2");
        assertThatThrownBy(() -> EmbeddingBags.ofLengths(new int[3], 3).weightedByPosition(1, 2))
                .hasMessageContaining("bag 0 has 3 indices, and there are weights for 2");
        assertThatThrownBy(() -> new EmbeddingTable(FusedRows.of(8, 4), MemorySegment.ofArray(new byte[13])))
                .hasMessageContaining("whole rows of 12 bytes");
    }

    @Test
    void indicesCannotChangeAfterTheyWereChecked() {
        EmbeddingTable table = table(8, 4);
        int[] indices = {1, 2};
        EmbeddingBags bags = EmbeddingBags.ofLengths(indices, 2);
        float[] expected = sums(table, bags);

        indices[0] = 1 << 30;

        assertThat(sums(table, bags)).isEqualTo(expected);
    }

    private static float[] sums(EmbeddingTable table, EmbeddingBags bags) {
        float[] sums = new float[bags.count() * table.format().columns()];
        table.sum(bags, MemorySegment.ofArray(sums));
        return sums;
    }

    private static int[] indices(int count) {
        return new SplittableRandom(count).ints(count, 0, ROWS).toArray();
    }

    private static EmbeddingTable table(int bits, int columns) {
        FusedRows format = FusedRows.of(bits, columns);
        byte[] rows = new byte[ROWS * format.rowBytes()];
        float[] values = Floats.spread(new SplittableRandom(columns), ROWS * columns, 3);
        format.quantize(MemorySegment.ofArray(values), MemorySegment.ofArray(rows));
        return new EmbeddingTable(format, MemorySegment.ofArray(rows));
    }
}
