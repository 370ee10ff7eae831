package io.tifl.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** Depthwise convolution, pooling, sums and quantization of images have the bits of their definition, in every backend. */
class ImageKernelsTest {
    private static final int IMAGES = 2;
    private static final List<Integer> CHANNELS = List.of(1, 3, 8, 13, 32, 45, 72);

    private static final List<SlidingWindow> WINDOWS = List.of(
            SlidingWindow.of(1, 1),
            SlidingWindow.of(3, 3).withPadding(1, 1, 1, 1),
            SlidingWindow.of(3, 3).withStrides(2, 2).withPadding(1, 0, 1, 1),
            SlidingWindow.of(5, 5).withPadding(2, 2, 2, 2),
            SlidingWindow.of(7, 7).withStrides(2, 1).withPadding(3, 3, 3, 3),
            SlidingWindow.of(2, 4).withDilations(3, 2).withPadding(0, 3, 1, 0),
            SlidingWindow.of(2, 2).withStrides(2, 2));

    record Case(ImageKernels kernels, ImageShape in, SlidingWindow window) {
        SplittableRandom random() {
            return new SplittableRandom(in.size() * 31L + window.taps());
        }

        byte[] image(int index) {
            SplittableRandom random = random();
            byte[] values = new byte[in.size()];
            for (int i = 0; i <= index; i++) {
                random.nextBytes(values);
            }
            return values;
        }

        byte[] images() {
            byte[] all = new byte[IMAGES * in.size()];
            for (int i = 0; i < IMAGES; i++) {
                System.arraycopy(image(i), 0, all, i * in.size(), in.size());
            }
            return all;
        }

        @Override
        public String toString() {
            return kernels.getClass().getSimpleName() + " " + in + " " + window;
        }
    }

    static List<ImageKernels> backends() {
        return List.of(new ScalarImageKernels(), new VectorImageKernels());
    }

    static Stream<Case> cases() {
        return backends().stream()
                .flatMap(kernels -> CHANNELS.stream()
                        .flatMap(channels -> WINDOWS.stream()
                                .map(window -> new Case(kernels, new ImageShape(6, 9, channels), window))));
    }

    /** A depthwise convolution is a convolution in as many groups as there are channels. */
    @ParameterizedTest
    @MethodSource("cases")
    void depthwiseHasTheBitsOfThePlainSum(Case test) {
        int channels = test.in.channels();
        for (boolean extreme : new boolean[] {false, true}) {
            byte[] weights = new byte[test.window.taps() * channels];
            test.random().nextBytes(weights);
            if (extreme) {
                Arrays.fill(weights, (byte) -128);
            }
            int[] zeros = test.random().ints(channels, -128, 128).toArray();
            int[] bias = test.random().ints(channels, -99_999, 99_999).toArray();
            float[] scales = ImageReference.ramp(channels, 1e-3f, 1e-3f);
            float[] floatBias = ImageReference.ramp(channels, 1, -3.3f);
            DepthwiseConvolution depthwise = DepthwiseConvolution.of(test.in, test.window, weights, test.kernels);
            Requantization bytes =
                    Requantization.of(200, 40, scales).withBias(bias).withWeightZeroPoints(zeros);
            Dequantization floats =
                    Dequantization.of(200, scales).withBias(floatBias).withWeightZeroPoints(zeros);

            for (int i = 0; i < IMAGES; i++) {
                int[] sums = ImageReference.convolution(
                        test.in, test.window, channels, test.image(i), weights, channels, 200, zeros, bias);
                assertThat(image(depthwise.requantized(bytes), test, i))
                        .isEqualTo(ImageReference.bytes(sums, scales, 40, 0));
                assertThat(image(depthwise.requantized(bytes.withRelu()), test, i))
                        .isEqualTo(ImageReference.bytes(sums, scales, 40, 40));
                int[] unbiased = ImageReference.convolution(
                        test.in,
                        test.window,
                        channels,
                        test.image(i),
                        weights,
                        channels,
                        200,
                        zeros,
                        new int[channels]);
                assertThat(floats(image(depthwise.dequantized(floats), test, i)))
                        .isEqualTo(ImageReference.floats(unbiased, scales, floatBias, Float.NEGATIVE_INFINITY));
                assertThat(floats(image(depthwise.dequantized(floats.withRelu()), test, i)))
                        .isEqualTo(ImageReference.floats(unbiased, scales, floatBias, 0));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void poolingHasTheBitsOfItsDefinition(Case test) {
        ImageOperation max = Pooling.max(test.in, test.window, test.kernels);
        for (int i = 0; i < IMAGES; i++) {
            assertThat(image(max, test, i)).isEqualTo(ImageReference.maxPool(test.in, test.window, test.image(i)));
        }
        for (Pooling.Divisor divisor : Pooling.Divisor.values()) {
            Requantization to = Requantization.of(17, 60, 1.37f);
            ImageOperation average = Pooling.average(test.in, test.window, divisor, to, test.kernels);
            ImageOperation rectified = Pooling.average(test.in, test.window, divisor, to.withRelu(), test.kernels);
            for (int i = 0; i < IMAGES; i++) {
                assertThat(image(average, test, i))
                        .isEqualTo(ImageReference.averagePool(
                                test.in, test.window, divisor, test.image(i), 17, 1.37f, 60, 0));
                assertThat(image(rectified, test, i))
                        .isEqualTo(ImageReference.averagePool(
                                test.in, test.window, divisor, test.image(i), 17, 1.37f, 60, 60));
            }
        }
    }

    private static byte[] image(ImageOperation operation, Case test, int index) {
        byte[] result = new byte[operation.outBytes() * IMAGES];
        operation.apply(test.images(), result, IMAGES);
        int size = operation.outBytes();
        return Arrays.copyOfRange(result, index * size, (index + 1) * size);
    }

    private static float[] floats(byte[] bytes) {
        return MemorySegment.ofArray(bytes).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }

    @Test
    void threadsChangeNothing() throws Exception {
        Case test = new Case(Backend.IMAGES, new ImageShape(6, 9, 45), WINDOWS.get(1));
        ImageOperation pool = Pooling.max(test.in, test.window);
        byte[] alone = new byte[pool.outBytes() * IMAGES];
        byte[] shared = new byte[alone.length];
        pool.apply(test.images(), alone, IMAGES);
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            pool.apply(test.images(), 0, shared, 0, IMAGES, new Threads(executor, 5));
        }

        assertThat(shared).isEqualTo(alone);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void sumsOfImagesHaveTheBitsOfTheirDefinition(ImageKernels kernels) {
        for (float multiplier : new float[] {0.5f, 0.731f, -2, 1e30f, 0}) {
            for (boolean relu : new boolean[] {false, true}) {
                ImageSum sum = new ImageSum(100, multiplier, 3, 0.9f, 77, relu);
                byte[] a = new byte[256 * 256 + 5];
                byte[] b = new byte[a.length];
                for (int i = 0; i < a.length; i++) {
                    a[i] = (byte) i;
                    b[i] = (byte) (i >> 8);
                }
                byte[] out = new byte[a.length];

                sum.apply(a, 0, b, 0, out, 0, a.length, kernels);

                for (int i = 0; i < a.length; i++) {
                    float x = (float) ((a[i] & 255) - 100) * multiplier;
                    float y = (float) ((b[i] & 255) - 3) * 0.9f;
                    double rounded = Math.clamp(Math.rint(x + y), -1e6, 1e6);
                    assertThat(out[i] & 255).isEqualTo(Math.clamp((long) rounded + 77, relu ? 77 : 0, 255));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void quantizedImagesAreChannelsLast(ImageKernels kernels) {
        float[] special = {
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            0.25f,
            -0.25f,
            0.75f,
            1e30f,
            -1e30f,
            1e-30f,
            62,
            64
        };
        for (int channels : new int[] {1, 3, 8}) {
            ImageShape shape = new ImageShape(3, 7, channels);
            float[] values = new float[shape.size() + 2];
            for (int i = 0; i < values.length; i++) {
                values[i] = i % 3 == 0 ? special[i / 3 % special.length] : i * 0.37f - 7;
            }
            InputQuantization to = new InputQuantization(0.5f, 9);
            byte[] out = new byte[shape.size()];

            new ImageQuantization(shape, to).apply(values, 2, out, 0, kernels);

            for (int i = 0; i < out.length; i++) {
                float value = values[2 + i % channels * shape.pixels() + i / channels];
                double rounded = Math.clamp(Math.rint(value * 2), -1e6, 1e6);
                int expected = Float.isNaN(value) ? 0 : Math.clamp((long) rounded + 9, 0, 255);
                assertThat(out[i] & 255).as("of " + value).isEqualTo(expected);
            }
        }
    }

    @Test
    void wrongArgumentsAreRefused() {
        ImageShape in = new ImageShape(4, 4, 2);
        byte[] four = new byte[4];
        ImageSum sum = new ImageSum(0, 1, 0, 1, 0, false);
        ImageQuantization images = new ImageQuantization(in, new InputQuantization(1, 0));

        refused(
                "expected 9 x 2 weights, got 9",
                () -> DepthwiseConvolution.of(in, SlidingWindow.of(3, 3), new byte[9]));
        refused(
                "padding of 4 x 4 x 2 alone",
                () -> Pooling.max(in, SlidingWindow.of(2, 2).withPadding(2, 0, 0, 0)));
        refused("zero point of the second", () -> new ImageSum(0, 1, 256, 1, 0, false));
        refused("multipliers of magnitude", () -> new ImageSum(0, Float.NaN, 0, 1, 0, false));
        assertThatThrownBy(() -> sum.apply(four, four, four, 5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> images.apply(new float[32], 1, new byte[32], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> images.apply(new float[32], 0, four, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static void refused(String message, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
