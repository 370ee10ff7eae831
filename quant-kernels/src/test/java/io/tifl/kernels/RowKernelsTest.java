package io.tifl.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vector loops over rows yield the scalar loops' bytes, wherever the rows lie. */
class RowKernelsTest {
    private static final float[] EXTREMES = {
        0,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        0.5f,
        1.5f,
        2.5f,
        1e9f,
        -1e9f
    };
    private static final long KEY = 0x9e3779b97f4a7c15L;

    private final RowKernels scalar = new ScalarRowKernels();

    static IntStream sizes() {
        return IntStream.of(1, 2, 3, 4, 5, 7, 8, 9, 11, 15, 16, 17, 23, 31, 32, 33, 63, 65, 100, 127, 129, 1000, 4099);
    }

    @BeforeEach
    void requireVectors() {
        assumeTrue(
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && VectorKernels.bits() >= 256,
                "vector kernels need jdk.incubator.vector and registers of 256 bits");
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void extremesAreTheSame(int size) {
        MemorySegment values = MemorySegment.ofArray(values(size, true));

        for (int i = 0; i < Math.min(size, 20); i++) {
            MemorySegment rest = values.asSlice(4L * i);
            assertThat(new VectorRowKernels().extremes(rest, 0, size - i))
                    .isEqualTo(scalar.extremes(values, 4L * i, size - i));
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void nearestCodesAreTheSame(int size) {
        MemorySegment values = MemorySegment.ofArray(values(size, false));

        for (int max : new int[] {3, 15, 255}) {
            for (float inverse : new float[] {0, 0.5f, 127, 1e30f}) {
                byte[] expected = new byte[size + 1];
                scalar.nearest(values, 0, size, -1, inverse, max, MemorySegment.ofArray(expected), 1);
                byte[] actual = new byte[size + 1];
                new VectorRowKernels().nearest(values, 0, size, -1, inverse, max, MemorySegment.ofArray(actual), 1);

                assertThat(actual).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void stochasticCodesAreTheSame(int size) {
        MemorySegment values = MemorySegment.ofArray(Floats.spread(new SplittableRandom(size), size, 12));

        for (int max : new int[] {3, 15, 255}) {
            byte[] expected = new byte[size + 1];
            MemorySegment out = MemorySegment.ofArray(expected);
            scalar.stochastic(values, 0, size, -1, max / 2f, max, Integer.MAX_VALUE - 5, KEY, out, 1);
            byte[] actual = new byte[size + 1];
            out = MemorySegment.ofArray(actual);
            new VectorRowKernels().stochastic(values, 0, size, -1, max / 2f, max, Integer.MAX_VALUE - 5, KEY, out, 1);

            assertThat(actual).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void decodedValuesAreTheSame(int size) {
        MemorySegment codes = codes(size);

        for (float scale : new float[] {0, 1e-3f, 1e-40f, Float.MAX_VALUE}) {
            float[] expected = new float[size];
            scalar.decode(codes, 1, size, scale, -0.3f, MemorySegment.ofArray(expected), 0);
            float[] actual = new float[size];
            new VectorRowKernels().decode(codes, 1, size, scale, -0.3f, MemorySegment.ofArray(actual), 0);

            assertThat(actual).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void sumsAreTheSame(int size) {
        byte[] codes = new byte[3 * size + 1];
        new SplittableRandom(size).nextBytes(codes);
        long[][] expected = new long[2][size + 3];
        long[][] actual = new long[2][size + 3];
        float[] expectedFloats = values(size, false);
        float[] actualFloats = expectedFloats.clone();
        double[] factors = {0x1p30, 3 * 0x1p30, 0x1p31};

        for (int i = 0; i < 5; i++) {
            float[] grids = {0.01f * i, -1, 0.02f, 0.5f * i, 1, 0};
            addExact(scalar, codes, size, grids, factors, expected);
            addExact(new VectorRowKernels(), codes, size, grids, factors, actual);
            scalar.addFloats(codes, size, size, grids, MemorySegment.ofArray(expectedFloats), 0);
            new VectorRowKernels().addFloats(codes, size, size, grids, MemorySegment.ofArray(actualFloats), 0);
        }

        assertThat(actual).isDeepEqualTo(expected);
        assertThat(actualFloats).isEqualTo(expectedFloats);
    }

    private static void addExact(
            RowKernels loops, byte[] codes, int size, float[] grids, double[] factors, long[][] limbs) {
        MemorySegment coarse = MemorySegment.ofArray(limbs[0]);
        MemorySegment fine = MemorySegment.ofArray(limbs[1]);
        loops.addExact(codes, 1, size, size, grids, factors, 0x1p40, coarse, fine, 24);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void nativeMemoryOfAnyAlignmentDoesAsWell(int size) {
        float[] values = Floats.spread(new SplittableRandom(size), size, 12);
        byte[] expected = new byte[size];
        scalar.nearest(MemorySegment.ofArray(values), 0, size, -1, 127, 255, MemorySegment.ofArray(expected), 0);

        try (Arena arena = Arena.ofConfined()) {
            MemorySegment odd = arena.allocate(4L * size + 1, 64).asSlice(1);
            odd.copyFrom(MemorySegment.ofArray(values));
            MemorySegment codes = arena.allocate(size);
            new VectorRowKernels().nearest(odd, 0, size, -1, 127, 255, codes, 0);

            assertThat(codes.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(expected);
            assertThat(new VectorRowKernels().extremes(odd, 0, size))
                    .isEqualTo(scalar.extremes(MemorySegment.ofArray(values), 0, size));
        }
    }

    private static MemorySegment codes(int size) {
        byte[] codes = new byte[size + 1];
        new SplittableRandom(size).nextBytes(codes);
        return MemorySegment.ofArray(codes);
    }

    private static float[] values(int size, boolean odd) {
        SplittableRandom random = new SplittableRandom(size);
        float[] values = Floats.spread(random, size, 20);
        for (int i = 0; i < size; i++) {
            if (random.nextInt(4) == 0) {
                float value = EXTREMES[random.nextInt(EXTREMES.length)];
                values[i] = odd || Math.abs(value) < 1e10f ? value : 0;
            }
        }
        return values;
    }
}
