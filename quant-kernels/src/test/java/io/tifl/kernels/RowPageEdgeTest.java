package io.tifl.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.kernels.internal.GuardedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Nothing beyond the ends of rows and sums is touched: they end at a page whose touch would end the process. */
@EnabledOnOs(OS.LINUX)
class RowPageEdgeTest {
    @Test
    void rowsAndSumsMayEndAtTheEndOfTheirPage() throws Throwable {
        GuardedMemory clientPages = new GuardedMemory(8 << 10);
        GuardedMemory sumPages = new GuardedMemory(16 << 10);
        for (int bits : new int[] {8, 4, 2}) {
            for (int columns = 1; columns < 140; columns++) {
                FusedRows format = FusedRows.of(bits, columns);
                MemorySegment rows = clientPages.last(2L * format.rowBytes());
                float[] values = Floats.spread(new SplittableRandom(columns), 2 * columns, 3);
                format.quantize(MemorySegment.ofArray(values), rows);
                MemorySegment heap = MemorySegment.ofArray(rows.toArray(ValueLayout.JAVA_BYTE));
                MemorySegment sum = sumPages.last(4L * 2 * columns);
                sum.fill((byte) 0);
                float[] expected = new float[2 * columns];

                for (int clients : new int[] {1, 2, 4, 8}) {
                    float[] weights = new float[clients];
                    Arrays.fill(weights, 0.5f);
                    List<MemorySegment> same = Collections.nCopies(clients, rows);
                    format.addTo(sum, same, weights);
                    format.addTo(MemorySegment.ofArray(expected), Collections.nCopies(clients, heap), weights);
                    assertThat(sum.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED)).isEqualTo(expected);

                    ExactSum exact = new ExactSum(2 * columns, FixedPoint.fitting(1024, 1024, 100));
                    long[] whole = new long[clients];
                    Arrays.fill(whole, 3);
                    format.addTo(exact, 0, same, whole);
                    ExactSum apart = new ExactSum(2 * columns, FixedPoint.fitting(1024, 1024, 100));
                    format.addTo(apart, 0, Collections.nCopies(clients, heap), whole);
                    assertThat(exact.mean(7)).isEqualTo(apart.mean(7));
                }

                new EmbeddingTable(format, rows).sum(EmbeddingBags.ofLengths(new int[] {1, 0, 1}, 2, 1), sum);
                new EmbeddingTable(format, heap)
                        .sum(EmbeddingBags.ofLengths(new int[] {1, 0, 1}, 2, 1), MemorySegment.ofArray(expected));
                assertThat(sum.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED)).isEqualTo(expected);
            }
        }
    }
}
