package io.tifl.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.kernels.jit.Jit;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All tiers give the plain loops' sums, wherever rows and sums lie and whatever the rows hold. */
class RowSumsTest {
    private static final FixedPoint GRID = FixedPoint.fitting(1024, 1 << 20, 2048);
    private static final RowSums REFERENCE = new PlainRowSums(new ScalarRowKernels());
    private static final Map<String, RowSums> OTHERS = others();

    private static Map<String, RowSums> others() {
        Map<String, RowSums> others = new LinkedHashMap<>();
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && VectorKernels.bits() >= 256) {
            others.put("vector", new PlainRowSums(new VectorRowKernels()));
        }
        GeneratedRowSums.load(Jit.instance()).ifPresent(generated -> others.put("generated", generated));
        return others;
    }

    static IntStream columns() {
        return IntStream.of(
                1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 71, 100, 127, 129, 200, 1023, 1030, 2051);
    }

    @ParameterizedTest
    @MethodSource("columns")
    void floatSumsAreTheSame(int columns) {
        for (int bits : new int[] {8, 4, 2}) {
            for (int clients : new int[] {1, 2, 4, 8}) {
                RowStretch stretch = new RowStretch(new FusedRows(bits, columns, 2), 0, 3, 0, columns);
                MemorySegment[] rows = rows(stretch, clients, columns + clients);
                float[] weights = {1, -0.3f, 1e10f, 1e-20f, 0, 3, 0.1f, -1};
                float[] expected = Floats.spread(new SplittableRandom(bits), 3 * columns + 1, 10);
                float[] start = expected.clone();
                REFERENCE.addFloats(stretch, rows, copy(weights, clients), MemorySegment.ofArray(expected));

                OTHERS.forEach((name, sums) -> {
                    float[] actual = start.clone();
                    sums.addFloats(stretch, rows, copy(weights, clients), MemorySegment.ofArray(actual));
                    assertThat(actual).as(name).isEqualTo(expected);
                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("columns")
    void exactSumsAreTheSame(int columns) {
        for (int bits : new int[] {8, 4, 2}) {
            for (int clients : new int[] {1, 2, 4, 8}) {
                RowStretch stretch = new RowStretch(new FusedRows(bits, columns, 2), 0, 6, 0, columns);
                MemorySegment[] rows = rows(stretch, clients, columns + clients);
                long[] weights = {1, 3, 1 << 20, 100, 77, 1000, 1 << 29, (1L << 40) - 1};
                ExactTerms terms = ExactTerms.of(GRID, weights, 0, clients);
                long[] expected = exact(REFERENCE, stretch, rows, terms);

                OTHERS.forEach((name, sums) ->
                        assertThat(exact(sums, stretch, rows, terms)).as(name).isEqualTo(expected));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("columns")
    void severalClientsAtOnceGiveTheExactSumOfOneByOne(int columns) {
        for (int bits : new int[] {8, 4, 2}) {
            RowStretch stretch = new RowStretch(new FusedRows(bits, columns, 2), 0, 6, 0, columns);
            MemorySegment[] rows = rows(stretch, 8, columns);
            ExactTerms terms = ExactTerms.of(GRID, new long[] {1, 3, 1 << 20, 100, 77, 1000, 9, 12345}, 0, 8);
            long[] coarse = new long[6 * columns + 1];
            long[] fine = new long[coarse.length];
            for (int i = 0; i < 8; i++) {
                REFERENCE.addExact(
                        stretch,
                        new MemorySegment[] {rows[i]},
                        terms.only(i),
                        MemorySegment.ofArray(coarse),
                        MemorySegment.ofArray(fine));
            }

            long[] expected = RowSumsSelfTest.normal(coarse, fine, GRID.apart());
            assertThat(exact(REFERENCE, stretch, rows, terms)).isEqualTo(expected);
            OTHERS.forEach((name, sums) ->
                    assertThat(exact(sums, stretch, rows, terms)).as(name).isEqualTo(expected));
        }
    }

    @Test
    void termsAreAddedFirstOnlyWhereNoneIsRounded() {
        ExactTerms terms = ExactTerms.of(GRID, new long[] {100, 200}, 0, 2);

        assertThat(terms.addable(new float[] {0.001f, -0.1f, 0.002f, -0.3f})).isTrue();
        assertThat(terms.addable(new float[] {0, 0, 0, 0})).isTrue();
        assertThat(terms.addable(new float[] {0x1p-60f, 0, 0x1p-60f, 0}))
                .as("below fine steps")
                .isFalse();
        assertThat(terms.addable(new float[] {0x1p-30f, 1, 0.002f, 1}))
                .as("too far apart")
                .isFalse();
        assertThat(terms.addable(new float[] {1e30f, 0, 1e30f, 0}))
                .as("too large")
                .isFalse();
        assertThat(terms.addable(new float[] {Float.MIN_VALUE, 0, 0, 0}))
                .as("subnormal")
                .isFalse();
        assertThat(terms.addable(new float[] {Float.NaN, 0, 0, 0}))
                .as("not a number")
                .isFalse();
    }

    @Test
    void nativeMemoryOfAnyAlignmentDoesAsWell() {
        RowStretch stretch = new RowStretch(new FusedRows(8, 77, 1), 0, 3, 0, 77);
        MemorySegment[] rows = rows(stretch, 4, 1);
        float[] weights = {1, 2, 3, 4};
        float[] expected = new float[3 * 77];
        REFERENCE.addFloats(stretch, rows, weights, MemorySegment.ofArray(expected));

        OTHERS.forEach((name, sums) -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment sum = arena.allocate(4L * 3 * 77 + 1, 64).asSlice(1);
                MemorySegment[] copies = new MemorySegment[4];
                for (int i = 0; i < 4; i++) {
                    copies[i] = arena.allocate(rows[i].byteSize() + 3, 64).asSlice(3);
                    copies[i].copyFrom(rows[i]);
                }
                sums.addFloats(stretch, copies, weights, sum);
                assertThat(sum.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))
                        .as(name)
                        .isEqualTo(expected);
            }
        });
    }

    @Test
    void theSelfTestNoticesOneWrongBit() {
        RowSums wrong = new RowSums() {
            @Override
            public void addFloats(RowStretch stretch, MemorySegment[] clients, float[] weights, MemorySegment sum) {
                REFERENCE.addFloats(stretch, clients, weights, sum);
            }

            @Override
            public void addExact(
                    RowStretch stretch,
                    MemorySegment[] clients,
                    ExactTerms terms,
                    MemorySegment coarse,
                    MemorySegment fine) {
                REFERENCE.addExact(stretch, clients, terms, coarse, fine);
                if (clients.length == 8) {
                    fine.set(ValueLayout.JAVA_LONG, 8, fine.get(ValueLayout.JAVA_LONG, 8) ^ 1);
                }
            }
        };

        assertThat(RowSumsSelfTest.passes(REFERENCE, REFERENCE)).isTrue();
        assertThat(RowSumsSelfTest.passes(wrong, REFERENCE)).isFalse();
        OTHERS.values()
                .forEach(sums ->
                        assertThat(RowSumsSelfTest.passes(sums, REFERENCE)).isTrue());
    }

    private static long[] exact(RowSums sums, RowStretch stretch, MemorySegment[] rows, ExactTerms terms) {
        long[] coarse = new long[stretch.rows() * stretch.columns() + 1];
        long[] fine = new long[coarse.length];
        sums.addExact(stretch, rows, terms, MemorySegment.ofArray(coarse), MemorySegment.ofArray(fine));
        return RowSumsSelfTest.normal(coarse, fine, GRID.apart());
    }

    private static float[] copy(float[] weights, int count) {
        float[] some = new float[count];
        System.arraycopy(weights, 0, some, 0, count);
        return some;
    }

    /** Random codes; scales and biases of any size that stays within the sum's limits, zero now and then. */
    private static MemorySegment[] rows(RowStretch stretch, int clients, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FusedRows format = stretch.format();
        MemorySegment[] rows = new MemorySegment[clients];
        for (int i = 0; i < clients; i++) {
            byte[] bytes = new byte[stretch.rows() * format.rowBytes()];
            random.nextBytes(bytes);
            rows[i] = MemorySegment.ofArray(bytes);
            for (int row = 0; row < stretch.rows(); row++) {
                boolean usual = row % 2 == 0;
                float scale = usual ? 0.001f * random.nextInt(20) : any(random);
                float bias = usual ? -0.1f * random.nextInt(5) : any(random);
                new RowGrid(scale, bias, 0)
                        .write(format.bits(), rows[i], (long) row * format.rowBytes() + format.codeBytes());
            }
        }
        return rows;
    }

    private static float any(SplittableRandom random) {
        float significand = 1 + random.nextFloat();
        return Math.scalb(random.nextBoolean() ? significand : -significand, random.nextInt(-80, 0));
    }
}
