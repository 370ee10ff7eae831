package io.tifl.kernels;

import java.util.Arrays;

/** Pooling of images of unsigned bytes, each channel on its own. Padding is left out of windows. */
public final class Pooling {
    /** What a sum over a window is divided by. */
    public enum Divisor {
        /** Nothing: the sum itself. */
        ONE,
        /** The pixels of the window that lie in the image. */
        PIXELS,
        /** The pixels of the window, padding included. */
        WINDOW
    }

    private Pooling() {}

    /**
     * The largest byte of each window; scale and zero point stay.
     *
     * @throws IllegalArgumentException if a window lies in the padding alone, or is larger than the padded image
     */
    public static ImageOperation max(ImageShape in, SlidingWindow window) {
        return max(in, window, Backend.IMAGES);
    }

    static ImageOperation max(ImageShape in, SlidingWindow window, ImageKernels kernels) {
        WindowTaps windows = windows(in, window);
        ImageShape out = windows.out();
        return new ImageOperation(in, out, 1, out.height(), (inputs, inputAt, outputs, outputAt, first, count) -> {
            for (int row = first; row < first + count; row++) {
                int image = inputAt + row / out.height() * in.size();
                for (int x = 0; x < out.width(); x++) {
                    int y = row % out.height();
                    kernels.largest(
                            windows.kinds().get(windows.kind(y, x)).offsets(),
                            in.channels(),
                            inputs,
                            image + windows.start(y, x),
                            outputs,
                            outputAt + (row * out.width() + x) * in.channels());
                }
            }
        });
    }

    /**
     * The mean or sum of each window: {@code clamp(round(sum(in - inputZero) * (ratio / divisor)) + outputZero, 0, 255)},
     * rounded half to even; with ReLU at least the output's zero point.
     *
     * @param to one multiplier: the inputs' scale divided by the outputs'; no bias, no zero points of weights
     * @throws IllegalArgumentException if a window lies in the padding alone, or is larger than the padded image
     */
    public static ImageOperation average(ImageShape in, SlidingWindow window, Divisor divisor, Requantization to) {
        return average(in, window, divisor, to, Backend.IMAGES);
    }

    static ImageOperation average(
            ImageShape in, SlidingWindow window, Divisor divisor, Requantization to, ImageKernels kernels) {
        WindowTaps windows = windows(in, window);
        float ratio = to.multipliers(1)[0];
        int[] ones = new int[Math.multiplyExact(window.taps(), in.channels())];
        Arrays.fill(ones, 1);
        return WindowSums.of(
                        windows,
                        ones,
                        kind -> {
                            int pixels = kind.taps().length;
                            int[] terms = new int[in.channels()];
                            float[] multipliers = new float[in.channels()];
                            Arrays.fill(terms, to.bias(1)[0] - to.inputZeroPoint() * pixels);
                            Arrays.fill(multipliers, ratio / divided(divisor, pixels, window.taps()));
                            return new WindowSums.Kind(kind.offsets(), kind.taps(), terms, multipliers);
                        },
                        new float[0],
                        to.outputZeroPoint(),
                        to.lowest())
                .operation(kernels);
    }

    private static int divided(Divisor divisor, int pixels, int windowPixels) {
        return switch (divisor) {
            case ONE -> 1;
            case PIXELS -> pixels;
            case WINDOW -> windowPixels;
        };
    }

    private static WindowTaps windows(ImageShape in, SlidingWindow window) {
        WindowTaps windows = new WindowTaps(in, window);
        if (windows.kinds().stream().anyMatch(kind -> kind.offsets().length == 0)) {
            throw new IllegalArgumentException("a window of " + window + " lies in the padding of " + in + " alone");
        }
        return windows;
    }
}
