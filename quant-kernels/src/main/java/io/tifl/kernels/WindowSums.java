package io.tifl.kernels;

import java.util.ArrayList;
import java.util.List;

/**
 * Sums over windows, each channel on its own, and what becomes of them: {@code raw = sum_t in[t][c] * weights[t][c] +
 * terms[c]} in 32 bits over the pixels of the window that lie in the image, then {@code raw * multipliers[c]} to a byte or a
 * float as {@link Requantization} and {@link Dequantization} say. Terms and multipliers may differ by the kind of window.
 * Immutable.
 *
 * @param weights of each pixel of the window a row of channels
 * @param bias added to floats; empty where the result is bytes
 * @param outputZero zero point of bytes
 * @param lowest byte, or float
 */
@SuppressWarnings("ArrayRecordComponent") // read in place, never compared
record WindowSums(WindowTaps windows, int[] weights, List<Kind> kinds, float[] bias, int outputZero, float lowest) {
    /** Windows that cover the same pixels, in the order of {@link WindowTaps#kinds}. */
    @SuppressWarnings("ArrayRecordComponent") // read in place, never compared
    record Kind(int[] offsets, int[] taps, int[] terms, float[] multipliers) {}

    /** What a kind of window adds and multiplies. */
    interface Finish {
        Kind of(WindowTaps.Kind kind);
    }

    static WindowSums of(WindowTaps windows, int[] weights, Finish finish, float[] bias, int outputZero, float lowest) {
        List<Kind> kinds = new ArrayList<>();
        windows.kinds().forEach(kind -> kinds.add(finish.of(kind)));
        return new WindowSums(windows, weights, List.copyOf(kinds), bias, outputZero, lowest);
    }

    int channels() {
        return windows.in().channels();
    }

    boolean toFloats() {
        return bias.length > 0;
    }

    /** Bytes of the results of one window. */
    int pixelBytes() {
        return channels() * (toFloats() ? Float.BYTES : 1);
    }

    /** The sums of all windows, to be done row by row. */
    ImageOperation operation(ImageKernels kernels) {
        ImageShape in = windows.in();
        ImageShape out = windows.out();
        int elementBytes = toFloats() ? Float.BYTES : 1;
        return new ImageOperation(
                in, out, elementBytes, out.height(), (inputs, inputAt, outputs, outputAt, first, count) -> {
                    for (int row = first; row < first + count; row++) {
                        int image = inputAt + row / out.height() * in.size();
                        int to = outputAt + row * out.width() * pixelBytes();
                        row(kernels, row % out.height(), inputs, image, outputs, to);
                    }
                });
    }

    // Neighbouring windows of one kind together.
    private void row(ImageKernels kernels, int y, byte[] inputs, int image, byte[] outputs, int to) {
        int width = windows.out().width();
        int step = windows.start(0, 1) - windows.start(0, 0);
        for (int x = 0, end; x < width; x = end) {
            int kind = windows.kind(y, x);
            end = x + 1;
            while (end < width && windows.kind(y, end) == kind) {
                end++;
            }
            int start = image + windows.start(y, x);
            kernels.sums(this, kinds.get(kind), inputs, start, step, end - x, outputs, to + x * pixelBytes());
        }
    }
}
