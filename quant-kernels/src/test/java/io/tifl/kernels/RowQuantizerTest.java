package io.tifl.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.kernels.internal.GuardedMemory;
import io.tifl.kernels.jit.Jit;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All tiers write the plain loops' bytes and read the same bits, wherever rows lie and whatever they hold. */
class RowQuantizerTest {
    private static final RowQuantizer REFERENCE = new PlainRowQuantizer(new ScalarRowKernels());
    private static final int[] BITS = {8, 4, 2};
    private static final float[] ODD = {
        0,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        65504,
        -65520,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        Float.intBitsToFloat(0xffc00001),
        Float.intBitsToFloat(0x7f800001)
    };

    private static Map<String, RowQuantizer> others(int bits) {
        Map<String, RowQuantizer> others = new LinkedHashMap<>();
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && VectorKernels.bits() >= 256) {
            others.put("vector", new PlainRowQuantizer(new VectorRowKernels()));
        }
        GeneratedRowQuantizer.load(Jit.instance(), bits, REFERENCE)
                .ifPresent(generated -> others.put("generated", generated));
        return others;
    }

    static IntStream columns() {
        return IntStream.of(
                1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 71, 100, 127, 129, 200, 1023, 1030, 2051);
    }

    @ParameterizedTest
    @MethodSource("columns")
    void bytesAreTheSame(int columns) {
        for (int bits : BITS) {
            for (int exponent : new int[] {0, -100, -20, 13, 113}) {
                FusedRows format = new FusedRows(bits, columns, Math.scalb(1f, exponent));
                float[] values = values(columns, exponent);
                int rows = values.length / columns;
                byte[] expected = quantized(format, REFERENCE, rows, values);

                others(bits)
                        .forEach((name, quantizer) -> assertThat(quantized(format, quantizer, rows, values))
                                .as("%s, %s", name, format)
                                .isEqualTo(expected));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("columns")
    void valuesReadBackAreTheSame(int columns) {
        for (int bits : BITS) {
            FusedRows format = new FusedRows(bits, columns, 0.125f);
            SplittableRandom random = new SplittableRandom(columns);
            byte[] rows = new byte[20 * format.rowBytes()];
            random.nextBytes(rows);
            for (int row = 0; row < 10; row++) {
                new RowGrid(random.nextFloat(), -random.nextFloat(), 0)
                        .write(bits, MemorySegment.ofArray(rows), format.headerAt(row));
            }
            float[] expected = readBack(format, REFERENCE, 20, rows);

            others(bits)
                    .forEach((name, quantizer) -> assertThat(readBack(format, quantizer, 20, rows))
                            .as("%s, %s", name, format)
                            .isEqualTo(expected));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 4, 2})
    void longRowsAreReadBackInPieces(int bits) {
        FusedRows format = FusedRows.of(bits, (1 << 19) + 11);
        float[] values = Floats.spread(new SplittableRandom(bits), format.columns(), 3);
        byte[] rows = quantized(format, REFERENCE, 1, values);
        float[] expected = readBack(format, REFERENCE, 1, rows);

        others(bits).forEach((name, quantizer) -> {
            assertThat(quantized(format, quantizer, 1, values)).as(name).isEqualTo(rows);
            assertThat(readBack(format, quantizer, 1, rows)).as(name).isEqualTo(expected);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 4, 2})
    void nativeMemoryOfAnyAlignmentDoesAsWell(int bits) {
        FusedRows format = FusedRows.of(bits, 77);
        float[] values = values(77, 0);
        int count = values.length / 77;
        byte[] expected = quantized(format, REFERENCE, count, values);
        float[] back = readBack(format, REFERENCE, count, expected);

        others(bits).forEach((name, quantizer) -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment from = arena.allocate(4L * values.length + 1, 64).asSlice(1);
                from.copyFrom(MemorySegment.ofArray(values));
                MemorySegment rows = arena.allocate(expected.length + 3, 64).asSlice(3);
                MemorySegment to = arena.allocate(4L * values.length + 1, 64).asSlice(1);
                quantizer.quantize(format, count, from.asReadOnly(), rows);
                quantizer.dequantize(format, count, rows.asReadOnly(), to);

                assertThat(rows.toArray(ValueLayout.JAVA_BYTE)).as(name).isEqualTo(expected);
                assertThat(to.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))
                        .as(name)
                        .isEqualTo(back);
            }
        });
    }

    /** Nothing beyond the ends of values and rows is touched: they end at a page whose touch would end the process. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void valuesAndRowsMayEndAtTheEndOfTheirPage() throws Throwable {
        GuardedMemory valuePages = new GuardedMemory(4 << 10);
        GuardedMemory rowPages = new GuardedMemory(4 << 10);
        for (int bits : BITS) {
            Map<String, RowQuantizer> others = others(bits);
            for (int columns = 1; columns < 140; columns++) {
                FusedRows format = FusedRows.of(bits, columns);
                float[] plain = Floats.spread(new SplittableRandom(columns), 2 * columns, 3);
                byte[] expected = quantized(format, REFERENCE, 2, plain);
                float[] back = readBack(format, REFERENCE, 2, expected);
                MemorySegment values = valuePages.last(8L * columns);
                MemorySegment rows = rowPages.last(expected.length);

                others.forEach((name, quantizer) -> {
                    values.copyFrom(MemorySegment.ofArray(plain));
                    quantizer.quantize(format, 2, values, rows);
                    quantizer.dequantize(format, 2, rows, values);

                    assertThat(rows.toArray(ValueLayout.JAVA_BYTE)).as(name).isEqualTo(expected);
                    assertThat(values.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))
                            .as(name)
                            .isEqualTo(back);
                });
            }
        }
    }

    @Test
    void theSelfTestNoticesOneWrongBit() {
        RowQuantizer wrong = new RowQuantizer() {
            @Override
            public void quantize(FusedRows format, int count, MemorySegment values, MemorySegment rows) {
                REFERENCE.quantize(format, count, values, rows);
            }

            @Override
            public void dequantize(FusedRows format, int count, MemorySegment rows, MemorySegment values) {
                REFERENCE.dequantize(format, count, rows, values);
                int bits = values.get(ValueLayout.JAVA_INT_UNALIGNED, 4);
                values.set(ValueLayout.JAVA_INT_UNALIGNED, 4, bits ^ 1);
            }
        };

        for (int bits : BITS) {
            assertThat(RowQuantizerSelfTest.passes(bits, REFERENCE, REFERENCE)).isTrue();
            assertThat(RowQuantizerSelfTest.passes(bits, wrong, REFERENCE)).isFalse();
            others(bits)
                    .forEach((name, quantizer) -> assertThat(RowQuantizerSelfTest.passes(bits, quantizer, REFERENCE))
                            .as(name)
                            .isTrue());
        }
    }

    /** Rows of usual values around the unit, of such with odd ones among them, of one value, and of zeros of both signs. */
    private static float[] values(int columns, int exponent) {
        SplittableRandom random = new SplittableRandom(columns);
        int rows = 8 + 2 * ODD.length;
        float[] values = Floats.spread(random, rows * columns, 20);
        for (int i = 0; i < values.length; i++) {
            int row = i / columns;
            values[i] = Math.scalb(values[i], exponent);
            if (row == 1) {
                values[i] = Math.abs(values[i]);
            } else if (row == 2) {
                values[i] = -Math.abs(values[i]);
            } else if (row == 3) {
                values[i] = 0.3f;
            } else if (row == 4) {
                values[i] = random.nextBoolean() ? 0 : -0f;
            } else if (row == 5) {
                values[i] = random.nextInt(-2, 3);
            } else if (row == 6) {
                values[i] = Float.intBitsToFloat(random.nextInt());
            } else if (row >= 8) {
                boolean odd = random.nextInt(columns) == 0 || i % columns == columns / 2;
                values[i] = odd ? ODD[row % ODD.length] : row < 8 + ODD.length ? values[i] : Math.abs(values[i]);
            }
        }
        return values;
    }

    private static byte[] quantized(FusedRows format, RowQuantizer by, int count, float[] values) {
        byte[] rows = new byte[count * format.rowBytes()];
        by.quantize(format, count, Floats.readOnly(values), MemorySegment.ofArray(rows));
        return rows;
    }

    private static float[] readBack(FusedRows format, RowQuantizer by, int count, byte[] rows) {
        float[] values = new float[count * format.columns()];
        by.dequantize(format, count, MemorySegment.ofArray(rows).asReadOnly(), MemorySegment.ofArray(values));
        return values;
    }
}
