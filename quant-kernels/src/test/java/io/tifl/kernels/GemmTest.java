package io.tifl.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.kernels.internal.GemmBackend;
import io.tifl.kernels.internal.GemmBackends;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every backend yields the product as defined, bit for bit. */
class GemmTest {
    private static final int CANARY = 0x5A5A5A5A;

    /** Rows, depth and columns; each of them odd, even, small and past a multiple of what kernels take at once. */
    private static final int[][] SHAPES = {
        {1, 1, 1},
        {1, 4, 16},
        {2, 3, 5},
        {3, 5, 8},
        {4, 16, 17},
        {5, 17, 15},
        {6, 18, 32},
        {7, 19, 33},
        {8, 64, 31},
        {9, 65, 9},
        {11, 31, 7},
        {12, 33, 48},
        {13, 37, 21},
        {19, 100, 40},
        {25, 130, 20},
        {1, 257, 63},
        {6, 512, 12},
        {10, 23, 64},
        {22, 70, 71}
    };

    /** What weights are drawn from. */
    enum Range {
        FULL,
        SYMMETRIC,
        SEVEN_BITS,
        FOUR_BITS,
        OUTLIERS,
        EXTREMES;

        byte draw(SplittableRandom random) {
            return (byte)
                    switch (this) {
                        case FULL -> random.nextInt(-128, 128);
                        case SYMMETRIC -> random.nextBoolean() ? random.nextInt(-127, 128) : 127;
                        case SEVEN_BITS -> random.nextInt(-64, 64);
                        case FOUR_BITS -> random.nextInt(-8, 8);
                        case OUTLIERS -> random.nextInt(400) == 0 ? random.nextInt(-128, 128) : random.nextInt(-10, 11);
                        case EXTREMES -> random.nextBoolean() ? -128 : 127;
                    };
        }
    }

    record Case(String backendName, GemmBackend backend, int rows, int depth, int columns, Range range) {
        byte[] weights() {
            SplittableRandom random = new SplittableRandom(depth * 31L + columns);
            byte[] values = new byte[depth * columns];
            for (int i = 0; i < values.length; i++) {
                values[i] = range.draw(random);
            }
            return values;
        }

        byte[] inputs(int largest) {
            SplittableRandom random = new SplittableRandom(rows * 31L + depth);
            byte[] values = new byte[rows * depth];
            for (int i = 0; i < values.length; i++) {
                values[i] = (byte) (range == Range.EXTREMES ? largest : random.nextInt(largest + 1));
            }
            return values;
        }

        PackedWeights pack(Packing packing) {
            return PackedWeights.pack(weights(), depth, columns, packing, backend);
        }

        @Override
        public String toString() {
            return backendName + " " + rows + "x" + depth + "x" + columns + " " + range;
        }
    }

    static Stream<Case> cases() {
        return GemmBackends.all().entrySet().stream()
                .flatMap(backend -> Arrays.stream(SHAPES)
                        .flatMap(shape -> Arrays.stream(Range.values())
                                .map(range -> new Case(
                                        backend.getKey(), backend.getValue(), shape[0], shape[1], shape[2], range))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sumsAreExact(Case test) {
        for (int largest : List.of(255, 127, 63)) {
            byte[] a = test.inputs(largest);
            int[] expected = GemmReference.exact(a, test.weights(), test.rows, test.depth, test.columns);

            for (Packing packing : List.of(Packing.DEFAULT, Packing.DEFAULT.forInputsUpTo(100))) {
                assertThat(int32(test.pack(packing), a, test.rows)).containsExactly(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void saturatingSumsAreThoseOfFbgemm(Case test) {
        byte[] a = test.inputs(255);

        int[] actual = int32(test.pack(Packing.DEFAULT.saturatingLikeFbgemm()), a, test.rows);

        assertThat(actual)
                .containsExactly(GemmReference.saturating(a, test.weights(), test.rows, test.depth, test.columns));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bytesFollowTheFormula(Case test) {
        byte[] a = test.inputs(255);
        SplittableRandom random = new SplittableRandom(5);
        int[] zeros = random.ints(test.columns, -128, 128).toArray();
        int[] bias = random.ints(test.columns, -20000, 20000).toArray();
        float[] scales = floats(random, test.columns);
        List<Requantization> all = List.of(
                Requantization.of(3, 128, 0.002f),
                Requantization.of(0, 7, 1e9f).withBias(bias).withRelu(),
                Requantization.of(255, 255, scales).withWeightZeroPoints(zeros).withBias(bias),
                Requantization.of(128, 0, 0.5f).withWeightZeroPoints(-3).withRelu());
        PackedWeights weights = test.pack(Packing.DEFAULT);

        for (Requantization to : all) {
            byte[] c = new byte[test.rows * test.columns];
            weights.requantized(to).multiply(Rows.of(a, test.rows), Rows.of(c, test.rows));

            assertThat(c).containsExactly(requantized(test, a, to));
        }
    }

    /** {@code raw} written with the zero points taken off every operand, as the formula says. */
    private static byte[] requantized(Case test, byte[] a, Requantization to) {
        byte[] b = test.weights();
        byte[] c = new byte[test.rows * test.columns];
        int[] zeros = to.weightZeroPoints(test.columns);
        for (int i = 0; i < test.rows; i++) {
            for (int j = 0; j < test.columns; j++) {
                int raw = raw(test, a, b, i, j, to.inputZeroPoint(), zeros.length == 0 ? 0 : zeros[j])
                        + to.bias(test.columns)[j];
                double rounded = Math.rint((float) raw * to.multipliers(test.columns)[j]);
                c[i * test.columns + j] = (byte) Math.clamp((long) rounded + to.outputZeroPoint(), to.lowest(), 255);
            }
        }
        return c;
    }

    private static int raw(Case test, byte[] a, byte[] b, int i, int j, int inputZero, int weightZero) {
        int raw = 0;
        for (int k = 0; k < test.depth; k++) {
            raw += (Byte.toUnsignedInt(a[i * test.depth + k]) - inputZero) * (b[k * test.columns + j] - weightZero);
        }
        return raw;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void floatsFollowTheFormula(Case test) {
        byte[] a = test.inputs(255);
        SplittableRandom random = new SplittableRandom(6);
        int[] zeros = random.ints(test.columns, -128, 128).toArray();
        float[] scales = floats(random, test.columns);
        float[] bias = floats(random, test.columns);
        List<Dequantization> all = List.of(
                Dequantization.of(3, 0.002f),
                Dequantization.of(255, scales).withBias(bias).withRelu(),
                Dequantization.of(77, scales).withWeightZeroPoints(zeros).withBias(bias));
        PackedWeights weights = test.pack(Packing.DEFAULT);

        for (Dequantization to : all) {
            float[] c = new float[test.rows * test.columns];
            weights.dequantized(to).multiply(Rows.of(a, test.rows), Rows.of(c, test.rows));

            assertThat(c).containsExactly(dequantized(test, a, to));
        }
    }

    private static float[] dequantized(Case test, byte[] a, Dequantization to) {
        byte[] b = test.weights();
        float[] c = new float[test.rows * test.columns];
        int[] zeros = to.weightZeroPoints(test.columns);
        for (int i = 0; i < test.rows; i++) {
            for (int j = 0; j < test.columns; j++) {
                int raw = raw(test, a, b, i, j, to.inputZeroPoint(), zeros.length == 0 ? 0 : zeros[j]);
                float value = (float) raw * to.scales(test.columns)[j] + to.bias(test.columns)[j];
                c[i * test.columns + j] = Math.max(value, to.lowest());
            }
        }
        return c;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void floatInputsBecomeBytesFirst(Case test) {
        SplittableRandom random = new SplittableRandom(7);
        float[] x = floats(random, test.rows * test.depth);
        float[] odd = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f, -1e30f, 0.125f, 0.375f, -0f};
        for (int i = 0; i < x.length; i += 3) {
            x[i] = odd[i / 3 % odd.length];
        }
        InputQuantization quantization = new InputQuantization(0.25f, 100);
        byte[] a = new byte[x.length];
        for (int i = 0; i < x.length; i++) {
            double rounded = Math.rint(x[i] * 4);
            a[i] = Float.isNaN(x[i]) ? 0 : (byte) Math.clamp(rounded + 100, 0, 255);
        }
        PackedWeights weights = test.pack(Packing.DEFAULT);
        int[] c = new int[test.rows * test.columns];

        weights.int32().multiplyFloats(Rows.of(x, test.rows), quantization, Rows.of(c, test.rows));

        assertThat(c).containsExactly(int32(weights, a, test.rows));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nothingBesideTheOutputsIsWritten(Case test) {
        byte[] a = test.inputs(255);
        PackedWeights weights = test.pack(Packing.DEFAULT);
        int[] expected = int32(weights, a, test.rows);
        int stride = test.columns + 3;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment c = arena.allocate(ValueLayout.JAVA_INT, (long) test.rows * stride + 32);
            for (long i = 0; i < c.byteSize() / 4; i++) {
                c.setAtIndex(ValueLayout.JAVA_INT, i, CANARY);
            }
            MemorySegment source = arena.allocateFrom(ValueLayout.JAVA_BYTE, a);

            weights.int32().multiply(new Rows(source, test.rows, test.depth), new Rows(c, test.rows, 4L * stride));

            for (int i = 0; i < c.byteSize() / 4; i++) {
                boolean inside = i % stride < test.columns && i / stride < test.rows;
                int value = c.getAtIndex(ValueLayout.JAVA_INT, i);
                assertThat(value).isEqualTo(inside ? expected[i / stride * test.columns + i % stride] : CANARY);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bytesBesideTheOutputsStay(Case test) {
        byte[] a = test.inputs(255);
        Gemm gemm = test.pack(Packing.DEFAULT).requantized(Requantization.of(3, 128, 0.002f));
        byte[] dense = new byte[test.rows * test.columns];
        gemm.multiply(Rows.of(a, test.rows), Rows.of(dense, test.rows));
        int stride = test.columns + 1;
        byte[] c = new byte[test.rows * stride + 40];
        Arrays.fill(c, (byte) 0x5A);

        gemm.multiply(Rows.of(a, test.rows), new Rows(MemorySegment.ofArray(c), test.rows, stride));

        for (int i = 0; i < c.length; i++) {
            boolean inside = i % stride < test.columns && i / stride < test.rows;
            assertThat(c[i]).isEqualTo(inside ? dense[i / stride * test.columns + i % stride] : (byte) 0x5A);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void packedWeightsUnpackToThemselves(Case test) {
        assertThat(test.pack(Packing.DEFAULT).unpack()).isEqualTo(test.weights());
        assertThat(test.pack(Packing.DEFAULT.forInputsUpTo(30)).unpack()).isEqualTo(test.weights());
    }

    static Stream<GemmBackend> backends() {
        return GemmBackends.all().values().stream();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void threadsChangeNothing(GemmBackend backend) {
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            for (int[] shape : new int[][] {{1, 64, 200}, {5, 33, 100}, {100, 40, 50}, {2, 8, 3}}) {
                for (int threads = 1; threads < 6; threads++) {
                    Case test = new Case("", backend, shape[0], shape[1], shape[2], Range.FULL);
                    byte[] a = test.inputs(255);
                    PackedWeights weights = test.pack(Packing.DEFAULT);
                    int[] c = new int[shape[0] * shape[2]];

                    weights.int32()
                            .multiply(Rows.of(a, shape[0]), Rows.of(c, shape[0]), new Threads(executor, threads));

                    assertThat(c).containsExactly(int32(weights, a, shape[0]));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void largeProductsOnTheHeapAndOffItAgree(GemmBackend backend) {
        Case test = new Case("", backend, 61, 3001, 500, Range.OUTLIERS);
        byte[] a = test.inputs(255);
        int[] expected = GemmReference.exact(a, test.weights(), 61, 3001, 500);

        assertThat(int32(test.pack(Packing.DEFAULT), a, 61)).containsExactly(expected);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment c = arena.allocate(ValueLayout.JAVA_INT, expected.length);
            test.pack(Packing.DEFAULT)
                    .int32()
                    .multiply(new Rows(arena.allocateFrom(ValueLayout.JAVA_BYTE, a), 61, 3001), new Rows(c, 61, 2000));
            assertThat(c.toArray(ValueLayout.JAVA_INT)).containsExactly(expected);
        }
    }

    @Test
    void operandsThatDoNotFitAreRefused() {
        PackedWeights weights = PackedWeights.pack(new byte[12], 3, 4);
        Rows a = Rows.of(new byte[6], 2);
        int[] memory = new int[8];
        MemorySegment readOnly = MemorySegment.ofArray(memory).asReadOnly();

        assertRefused(() -> weights.int32().multiply(Rows.of(new byte[4], 2), Rows.of(memory, 2)));
        assertRefused(() -> weights.int32().multiply(a, Rows.of(new int[7], 2)));
        assertRefused(() -> weights.int32().multiply(a, Rows.of(memory, 1)));
        assertRefused(() -> weights.int32().multiply(a, new Rows(MemorySegment.ofArray(memory), 2, 15)));
        assertRefused(() -> weights.int32().multiply(a, new Rows(MemorySegment.ofArray(memory), 2, 17)));
        assertRefused(() -> weights.int32().multiply(new Rows(a.values(), 2, 4), Rows.of(memory, 2)));
        assertRefused(() -> weights.int32().multiply(a, new Rows(readOnly, 2, 16)));
        assertRefused(
                () -> weights.int32().multiply(new Rows(MemorySegment.ofArray(memory), 2, 3), Rows.of(memory, 2)));
        assertRefused(() -> weights.requantized(Requantization.of(0, 0, 1, 2, 3)));
        assertRefused(() -> weights.dequantized(Dequantization.of(0, 1).withBias(1, 2, 3)));
        assertRefused(() -> PackedWeights.pack(new byte[11], 3, 4));
        assertRefused(() -> PackedWeights.pack(new byte[0], 0, 4));
        assertRefused(() -> new InputQuantization(Float.MIN_VALUE, 0));
        assertRefused(() -> Requantization.of(256, 0, 1));
        assertRefused(() -> Requantization.of(0, 0, Float.NaN));
        assertThat(memory).containsOnly(0);
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void neighbouringOutputsMayShareAMultiplier() {
        PackedWeights weights = PackedWeights.pack(new byte[] {1, 1, 1, 1, 1, 1}, 1, 6);
        byte[] c = new byte[6];

        weights.requantized(Requantization.of(0, 0, 1, 2, 3)).multiply(Rows.of(new byte[] {10}, 1), Rows.of(c, 1));

        assertThat(c).containsExactly(10, 10, 20, 20, 30, 30);
    }

    @Test
    void weightsMayComeTransposed() {
        byte[] transposed = {1, 2, 3, 4, 5, 6};

        PackedWeights weights = PackedWeights.pack(transposed, 3, 2, Packing.DEFAULT.fromTransposed());

        assertThat(weights.unpack()).containsExactly(1, 4, 2, 5, 3, 6);
    }

    private static int[] int32(PackedWeights weights, byte[] a, int rows) {
        int[] c = new int[rows * weights.columns()];
        weights.int32().multiply(Rows.of(a, rows), Rows.of(c, rows));
        return c;
    }

    private static float[] floats(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-30, 30);
        }
        return values;
    }
}
