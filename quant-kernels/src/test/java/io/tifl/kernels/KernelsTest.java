package io.tifl.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vector kernels yield the scalar kernels' bits. */
class KernelsTest {
    private static final FixedPoint GRID = FixedPoint.fitting(1024, 1 << 20, 100);
    private static final float[] EXTREMES = {
        0,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Math.nextDown(1f),
        1,
        -1,
        1024,
        -1024,
        Math.nextDown(1024f),
        0x1p-20f,
        0x1.8p-43f,
        -0x1.8p-43f,
        0x1p-74f,
        0x1.8p-74f,
        0x1.000002p-50f
    };

    private final Kernels scalar = new ScalarKernels();

    @BeforeEach
    void requireVectors() {
        assumeTrue(
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && VectorKernels.bits() >= 256,
                "vector kernels need jdk.incubator.vector and registers of 256 bits");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 15, 16, 17, 23, 31, 32, 33, 63, 65, 100, 127, 129, 1000, 4099})
    void weightedSumHasTheSameBits(int size) {
        SplittableRandom random = new SplittableRandom(size);
        long[][] expected = new long[2][size];
        long[][] actual = new long[2][size];

        for (int update = 0; update < 20; update++) {
            MemorySegment values = Floats.readOnly(mixed(random, size));
            double factor = Math.scalb((double) random.nextLong(1, 1 << 20), GRID.coarseScale());
            double ratio = Math.scalb(1.0, GRID.apart());
            int from = random.nextInt(size + 1);
            int to = random.nextInt(from, size + 1);
            scalar.addWeighted(values, factor, ratio, expected[0], expected[1], from, to);
            new VectorKernels().addWeighted(values, factor, ratio, actual[0], actual[1], from, to);
        }

        assertThat(actual).isDeepEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 15, 16, 17, 23, 31, 32, 33, 63, 65, 100, 127, 129, 1000, 4099})
    void fourVectorsAtOnceHaveTheBitsOfOneAfterTheOther(int size) {
        SplittableRandom random = new SplittableRandom(size);
        double ratio = Math.scalb(1.0, GRID.apart());
        for (int time = 0; time < 5; time++) {
            int from = random.nextInt(size + 1);
            int to = random.nextInt(from, size + 1);
            float[][] values = new float[4][];
            double[] factors = new double[4];
            long[][] expected = {
                random.longs(size).toArray(), random.longs(size).toArray()
            };
            long[][] byLoops = {expected[0].clone(), expected[1].clone()};
            long[][] byVectors = {expected[0].clone(), expected[1].clone()};
            for (int i = 0; i < 4; i++) {
                float[] all = mixed(random, size);
                values[i] = Arrays.copyOfRange(all, from, to + 3);
                factors[i] = Math.scalb((double) random.nextLong(1, (1 << 29) + 1), GRID.coarseScale() - 9);
                scalar.addWeighted(Floats.readOnly(all), factors[i], ratio, expected[0], expected[1], from, to);
            }

            scalar.addFour(values, factors, ratio, byLoops[0], byLoops[1], from, to);
            new VectorKernels().addFour(values, factors, ratio, byVectors[0], byVectors[1], from, to);

            assertThat(byLoops).isDeepEqualTo(expected);
            assertThat(byVectors).isDeepEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 15, 16, 17, 23, 31, 32, 33, 63, 65, 100, 127, 129, 1000, 4099})
    void extentHasTheSameBits(int size) {
        float[] values = mixed(new SplittableRandom(size), size);

        assertSameExtent(Floats.readOnly(values));
        for (float odd : List.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE)) {
            for (int at = 0; at < Math.min(size, 20); at++) {
                float[] with = values.clone();
                with[size - 1 - at] = odd;
                assertSameExtent(Floats.readOnly(with));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 33, 129})
    void whereTheFloatsLieDoesNotMatter(int size) {
        float[] values = mixed(new SplittableRandom(size), size);
        long[][] expected = sums(scalar, MemorySegment.ofArray(values));

        try (Arena arena = Arena.ofConfined()) {
            List<MemorySegment> places = List.of(
                    Floats.readOnly(values),
                    MemorySegment.ofArray(new float[size + 1]).asSlice(4),
                    MemorySegment.ofArray(new byte[4 * size]),
                    MemorySegment.ofArray(new byte[4 * size + 1]).asSlice(1),
                    arena.allocate(4L * size, 64),
                    arena.allocate(4L * size + 4, 64).asSlice(4),
                    arena.allocate(4L * size + 3, 64).asSlice(3));
            for (MemorySegment place : places) {
                if (!place.isReadOnly()) {
                    place.copyFrom(MemorySegment.ofArray(values));
                }
                assertThat(sums(scalar, place)).isDeepEqualTo(expected);
                assertThat(sums(new VectorKernels(), place)).isDeepEqualTo(expected);
                assertSameExtent(place);
            }
        }
    }

    private static long[][] sums(Kernels kernels, MemorySegment values) {
        int size = (int) (values.byteSize() / Float.BYTES);
        long[][] sums = new long[2][size];
        kernels.addWeighted(
                values, Math.scalb(3.0, GRID.coarseScale()), Math.scalb(1.0, GRID.apart()), sums[0], sums[1], 0, size);
        return sums;
    }

    private void assertSameExtent(MemorySegment values) {
        double[] expected = new double[Kernels.PARTIAL_SUMS];
        double[] actual = new double[Kernels.PARTIAL_SUMS];

        int bits = new VectorKernels().extent(values, actual);

        assertThat(bits).isEqualTo(scalar.extent(values, expected));
        assertThat(actual).containsExactly(expected);
    }

    private static float[] mixed(SplittableRandom random, int size) {
        float[] values = Floats.spread(random, size, 60);
        for (int i = 0; i < size; i++) {
            if (random.nextInt(4) == 0) {
                values[i] = EXTREMES[random.nextInt(EXTREMES.length)];
            }
        }
        return values;
    }
}
