package io.tifl.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.kernels.internal.GemmBackend;
import io.tifl.kernels.internal.GemmBackends;
import io.tifl.kernels.internal.GuardedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing beyond an operand's end is touched: operands end at a page whose touch would end the process. */
@EnabledOnOs(OS.LINUX)
class GemmPageEdgeTest {
    static IntStream depths() {
        return IntStream.of(1, 2, 3, 4, 5, 7, 17, 18, 19, 31, 32, 33, 66, 127);
    }

    @ParameterizedTest
    @MethodSource("depths")
    void operandsMayEndAtTheEndOfTheirPage(int depth) throws Throwable {
        GuardedMemory inputs = new GuardedMemory(8 << 10);
        GuardedMemory outputs = new GuardedMemory(8 << 10);
        SplittableRandom random = new SplittableRandom(depth);
        for (int largest : new int[] {8, 16, 64, 128}) {
            for (int columns : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 31, 32, 50}) {
                byte[] b = new byte[depth * columns];
                for (int i = 0; i < b.length; i++) {
                    b[i] = (byte) random.nextInt(-largest, largest);
                }
                for (GemmBackend backend : GemmBackends.all().values()) {
                    PackedWeights weights = PackedWeights.pack(b, depth, columns, Packing.DEFAULT, backend);
                    for (int rows : new int[] {1, 4, 7}) {
                        MemorySegment a = inputs.last((long) rows * depth);
                        for (long i = 0; i < a.byteSize(); i++) {
                            a.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(256));
                        }

                        check(weights, b, a, rows, outputs);
                    }
                }
            }
        }
    }

    private static void check(PackedWeights weights, byte[] b, MemorySegment a, int rows, GuardedMemory outputs) {
        int depth = weights.depth();
        int columns = weights.columns();
        MemorySegment ints = outputs.last(4L * rows * columns);
        Rows inputs = new Rows(a, rows, depth);
        int[] expected = GemmReference.exact(a.toArray(ValueLayout.JAVA_BYTE), b, rows, depth, columns);

        weights.int32().multiply(inputs, new Rows(ints, rows, 4L * columns));

        assertThat(ints.toArray(ValueLayout.JAVA_INT_UNALIGNED)).containsExactly(expected);

        MemorySegment bytes = outputs.last((long) rows * columns);
        weights.requantized(Requantization.of(0, 0, 1).withWeightZeroPoints(1))
                .multiply(inputs, new Rows(bytes, rows, columns));

        assertThat(bytes.byteSize()).isEqualTo((long) rows * columns);
    }

    @ParameterizedTest
    @MethodSource("depths")
    void floatsMayEndAtTheEndOfTheirPage(int depth) throws Throwable {
        MemorySegment a = new GuardedMemory(8 << 10).last(4L * 3 * depth);
        MemorySegment c = new GuardedMemory(8 << 10).last(4L * 3 * 5);
        a.fill((byte) 0);
        for (GemmBackend backend : GemmBackends.all().values()) {
            PackedWeights weights = PackedWeights.pack(new byte[depth * 5], depth, 5, Packing.DEFAULT, backend);
            c.fill((byte) 0);

            weights.dequantized(Dequantization.of(0, 1).withBias(1, 2, 3, 4, 5))
                    .multiplyFloats(new Rows(a, 3, 4L * depth), new InputQuantization(1, 0), new Rows(c, 3, 20));

            assertThat(c.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))
                    .containsExactly(1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5);
        }
    }
}
