package io.tifl.kernels;

/**
 * The weights of a depthwise convolution over images of unsigned bytes: each channel on its own, of any window. Exact modulo
 * 2^32, and like {@link Convolution} in everything else. Immutable and thread-safe.
 */
public final class DepthwiseConvolution {
    private final WindowTaps windows;
    private final byte[] weights;
    private final ImageKernels kernels;

    private DepthwiseConvolution(WindowTaps windows, byte[] weights, ImageKernels kernels) {
        this.windows = windows;
        this.weights = weights;
        this.kernels = kernels;
    }

    /**
     * Takes weights.
     *
     * @param in one image
     * @param weights for each pixel of the window a row of channels; copied
     */
    public static DepthwiseConvolution of(ImageShape in, SlidingWindow window, byte[] weights) {
        return of(in, window, weights, Backend.IMAGES);
    }

    static DepthwiseConvolution of(ImageShape in, SlidingWindow window, byte[] weights, ImageKernels kernels) {
        if ((long) window.taps() * in.channels() != weights.length) {
            throw new IllegalArgumentException(
                    "expected " + window.taps() + " x " + in.channels() + " weights, got " + weights.length);
        }
        return new DepthwiseConvolution(new WindowTaps(in, window), weights.clone(), kernels);
    }

    /** The convolution to bytes. */
    public ImageOperation requantized(Requantization to) {
        int channels = windows.in().channels();
        int[] shifted = weights(to.weightZeroPoints(channels));
        return WindowSums.of(
                        windows,
                        shifted,
                        kind -> kind(kind, shifted, to.inputZeroPoint(), to.bias(channels), to.multipliers(channels)),
                        new float[0],
                        to.outputZeroPoint(),
                        to.lowest())
                .operation(kernels);
    }

    /** The convolution to floats. */
    public ImageOperation dequantized(Dequantization to) {
        int channels = windows.in().channels();
        int[] shifted = weights(to.weightZeroPoints(channels));
        return WindowSums.of(
                        windows,
                        shifted,
                        kind -> kind(kind, shifted, to.inputZeroPoint(), new int[channels], to.scales(channels)),
                        to.bias(channels),
                        0,
                        to.lowest())
                .operation(kernels);
    }

    private int[] weights(int[] zeros) {
        int[] shifted = new int[weights.length];
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] = weights[i] - (zeros.length == 0 ? 0 : zeros[i % zeros.length]);
        }
        return shifted;
    }

    // Padding stands for zero and adds nothing: only what is read is set off against the inputs' zero point.
    private static WindowSums.Kind kind(
            WindowTaps.Kind kind, int[] weights, int inputZero, int[] bias, float[] multipliers) {
        int[] terms = bias.clone();
        for (int tap : kind.taps()) {
            for (int c = 0; c < terms.length; c++) {
                terms[c] -= inputZero * weights[tap * terms.length + c];
            }
        }
        return new WindowSums.Kind(kind.offsets(), kind.taps(), terms, multipliers);
    }
}
