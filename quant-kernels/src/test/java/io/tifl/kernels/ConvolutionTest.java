package io.tifl.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.kernels.internal.GemmBackend;
import io.tifl.kernels.internal.GemmBackends;
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

/** Convolutions have the bits of the plain sum, in every backend. */
class ConvolutionTest {
    private static final int IMAGES = 3;
    private static final byte CANARY = 0x5A;

    record Shape(ImageShape in, SlidingWindow window, int groups, int outputs) {}

    private static final List<Shape> SHAPES = List.of(
            new Shape(new ImageShape(1, 1, 1), SlidingWindow.of(1, 1), 1, 1),
            new Shape(new ImageShape(5, 7, 1), SlidingWindow.of(3, 3), 1, 5),
            new Shape(new ImageShape(6, 5, 3), SlidingWindow.of(3, 3).withPadding(1, 1, 1, 1), 1, 17),
            new Shape(
                    new ImageShape(9, 8, 4),
                    SlidingWindow.of(2, 3).withStrides(2, 3).withPadding(0, 1, 1, 2),
                    1,
                    8),
            new Shape(
                    new ImageShape(7, 9, 2),
                    SlidingWindow.of(3, 2).withDilations(2, 3).withPadding(2, 3, 2, 3),
                    1,
                    9),
            new Shape(new ImageShape(4, 4, 33), SlidingWindow.of(5, 5).withPadding(2, 2, 2, 2), 1, 31),
            new Shape(new ImageShape(3, 2, 2), SlidingWindow.of(4, 4).withPadding(5, 4, 5, 4), 1, 3),
            new Shape(new ImageShape(5, 5, 6), SlidingWindow.of(1, 1), 1, 10),
            new Shape(new ImageShape(5, 5, 6), SlidingWindow.of(1, 1), 3, 9),
            new Shape(new ImageShape(5, 6, 6), SlidingWindow.of(1, 1).withStrides(2, 2), 1, 4),
            new Shape(new ImageShape(6, 7, 8), SlidingWindow.of(3, 3).withPadding(1, 1, 1, 1), 4, 12),
            new Shape(
                    new ImageShape(4, 5, 6),
                    SlidingWindow.of(3, 3).withStrides(2, 2).withPadding(1, 1, 1, 1),
                    6,
                    6),
            new Shape(new ImageShape(3, 40, 100), SlidingWindow.of(3, 3).withPadding(1, 1, 1, 1), 1, 20));

    record Case(String backendName, GemmBackend backend, Shape shape, boolean extreme) {
        SplittableRandom random() {
            return new SplittableRandom(shape.in.size() * 31L + shape.window.taps());
        }

        byte[] images() {
            byte[] values = new byte[IMAGES * shape.in.size()];
            random().nextBytes(values);
            if (extreme) {
                Arrays.fill(values, (byte) 255);
            }
            return values;
        }

        byte[] weights() {
            SplittableRandom random = random();
            byte[] values = new byte[shape.window.taps() * shape.in.channels() / shape.groups * shape.outputs];
            for (int i = 0; i < values.length; i++) {
                values[i] = (byte) (extreme ? (i & 64) == 0 ? -128 : 127 : random.nextInt(-128, 128));
            }
            return values;
        }

        int[] ints(int from, int to) {
            return random().ints(shape.outputs, from, to).toArray();
        }

        float[] scales() {
            float[] scales = new float[shape.outputs];
            for (int i = 0; i < scales.length; i++) {
                scales[i] = (1 + i % 7) * (extreme ? 1e-6f : 1e-3f);
            }
            return scales;
        }

        int[] sums(int inputZero, int[] zeros, int[] bias) {
            int size = shape.in.size();
            int[] all = new int[0];
            for (int i = 0; i < IMAGES; i++) {
                byte[] image = Arrays.copyOfRange(images(), i * size, (i + 1) * size);
                int[] sums = ImageReference.convolution(
                        shape.in, shape.window, shape.groups, image, weights(), shape.outputs, inputZero, zeros, bias);
                int at = all.length;
                all = Arrays.copyOf(all, at + sums.length);
                System.arraycopy(sums, 0, all, at, sums.length);
            }
            return all;
        }

        Convolution pack() {
            return Convolution.pack(
                    shape.in, shape.window, shape.groups, weights(), shape.outputs, Packing.DEFAULT, backend);
        }

        @Override
        public String toString() {
            return backendName + " " + shape + (extreme ? " extreme" : "");
        }
    }

    static Stream<Case> cases() {
        return GemmBackends.all().entrySet().stream()
                .flatMap(backend -> SHAPES.stream()
                        .flatMap(shape -> Stream.of(false, true)
                                .map(extreme -> new Case(backend.getKey(), backend.getValue(), shape, extreme))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bytesAreThoseOfThePlainSum(Case test) {
        int[] zeros = test.ints(-5, 6);
        int[] bias = test.ints(-3000, 3000);
        Requantization to =
                Requantization.of(77, 31, test.scales()).withBias(bias).withWeightZeroPoints(zeros);
        int[] sums = test.sums(77, zeros, bias);

        assertThat(apply(test.pack().requantized(to), test.images(), Threads.CALLER))
                .isEqualTo(ImageReference.bytes(sums, test.scales(), 31, 0));
        assertThat(apply(test.pack().requantized(to.withRelu()), test.images(), Threads.CALLER))
                .isEqualTo(ImageReference.bytes(sums, test.scales(), 31, 31));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void floatsAreThoseOfThePlainSum(Case test) {
        float[] bias = ImageReference.ramp(test.shape.outputs, 1, -2.5f);
        int[] none = new int[test.shape.outputs];
        Dequantization to = Dequantization.of(9, test.scales()).withBias(bias);
        int[] sums = test.sums(9, none, none);

        assertThat(floats(apply(test.pack().dequantized(to), test.images(), Threads.CALLER)))
                .isEqualTo(ImageReference.floats(sums, test.scales(), bias, Float.NEGATIVE_INFINITY));
        assertThat(floats(apply(test.pack().dequantized(to.withRelu()), test.images(), Threads.CALLER)))
                .isEqualTo(ImageReference.floats(sums, test.scales(), bias, 0));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void transposedWeightsGiveTheSame(Case test) {
        byte[] weights = test.weights();
        int depth = weights.length / test.shape.outputs;
        byte[] transposed = new byte[weights.length];
        for (int i = 0; i < weights.length; i++) {
            transposed[i % test.shape.outputs * depth + i / test.shape.outputs] = weights[i];
        }
        Convolution other = Convolution.pack(
                test.shape.in,
                test.shape.window,
                test.shape.groups,
                transposed,
                test.shape.outputs,
                Packing.DEFAULT.fromTransposed(),
                test.backend);
        Requantization to = Requantization.of(128, 128, 1e-3f);

        assertThat(apply(other.requantized(to), test.images(), Threads.CALLER))
                .isEqualTo(apply(test.pack().requantized(to), test.images(), Threads.CALLER));
    }

    @Test
    void threadsChangeNothing() throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
            for (Case test : cases().filter(one -> !one.extreme).toList()) {
                ImageOperation operation = test.pack().requantized(Requantization.of(3, 100, 1e-3f));

                assertThat(apply(operation, test.images(), new Threads(pool, 3)))
                        .isEqualTo(apply(operation, test.images(), Threads.CALLER));
            }
        }
    }

    /** Also looks that nothing is written beside the outputs, wherever they and the inputs start. */
    private static byte[] apply(ImageOperation operation, byte[] images, Threads threads) {
        byte[] shifted = new byte[images.length + 3];
        System.arraycopy(images, 0, shifted, 3, images.length);
        int bytes = operation.outBytes() * IMAGES;
        byte[] result = new byte[bytes + 2];
        Arrays.fill(result, CANARY);
        operation.apply(shifted, 3, result, 1, IMAGES, threads);
        assertThat(result[0]).isEqualTo(CANARY);
        assertThat(result[bytes + 1]).isEqualTo(CANARY);
        return Arrays.copyOfRange(result, 1, bytes + 1);
    }

    private static float[] floats(byte[] bytes) {
        return MemorySegment.ofArray(bytes).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }

    @Test
    void wrongShapesAreRefused() {
        ImageShape in = new ImageShape(4, 4, 6);
        SlidingWindow window = SlidingWindow.of(3, 3);

        refused("expected 54 x 5 weights, got 7", () -> Convolution.pack(in, window, new byte[7], 5));
        refused(
                "groups that divide 6 channels and 5 outputs, got 2",
                () -> Convolution.pack(in, window, 2, new byte[5 * 27], 5, Packing.DEFAULT));
        refused("got 0", () -> Convolution.pack(in, window, 0, new byte[5 * 54], 5, Packing.DEFAULT));
        refused("does not fit", () -> Convolution.pack(in, SlidingWindow.of(5, 1), new byte[30], 1));
        refused("at least 1 x 1 x 1", () -> new ImageShape(0, 1, 1));
        refused("window: expected at least 1", () -> SlidingWindow.of(0, 1));
        refused("strides: expected at least 1", () -> window.withStrides(1, 0));
        refused("dilations: expected at least 1", () -> window.withDilations(0, 1));
        refused("padding: expected at least 0", () -> window.withPadding(0, -1, 0, 0));
        refused(
                "multipliers",
                () -> Convolution.pack(in, window, new byte[54 * 4], 4).requantized(Requantization.of(0, 0, 1, 1, 1)));
    }

    @Test
    void wrongMemoryIsRefused() {
        ImageOperation operation = Convolution.pack(new ImageShape(4, 4, 1), SlidingWindow.of(3, 3), new byte[9 * 2], 2)
                .requantized(Requantization.of(0, 0, 1));
        byte[] in = new byte[16];
        byte[] out = new byte[8];

        refused("inputs: 2 images of 16 bytes from 0 on do not fit in 16", () -> operation.apply(in, out, 2));
        refused("inputs: 1 images of 16 bytes from 1 on", () -> operation.apply(in, 1, out, 0, 1, Threads.CALLER));
        refused("outputs: 1 images of 8 bytes from -1 on", () -> operation.apply(in, 0, out, -1, 1, Threads.CALLER));
        refused("outputs: 1 images of 8 bytes from 0 on do not fit in 7", () -> operation.apply(in, new byte[7], 1));
        refused("overlap", () -> operation.apply(in, 0, in, 8, 1, Threads.CALLER));
        refused("at least 0 images", () -> operation.apply(in, out, -1));
        operation.apply(in, out, 0);
        operation.apply(new byte[24], 0, new byte[24], 16, 1, Threads.CALLER);
    }

    private static void refused(String message, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
