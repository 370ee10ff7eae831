package io.tifl.kernels;

import java.util.Objects;

/**
 * Turns images of floats, channel after channel, into images of unsigned bytes, channels last. Immutable and thread-safe.
 *
 * @param shape of one image
 * @param by how a float becomes a byte
 */
public record ImageQuantization(ImageShape shape, InputQuantization by) {
    /**
     * Turns one image.
     *
     * @param values {@code [channels][height][width]} from {@code from} on
     * @param out gets {@code [height][width][channels]} from {@code to} on
     */
    public void apply(float[] values, int from, byte[] out, int to) {
        apply(values, from, out, to, Backend.IMAGES);
    }

    void apply(float[] values, int from, byte[] out, int to, ImageKernels kernels) {
        Objects.checkFromIndexSize(from, shape.size(), values.length);
        Objects.checkFromIndexSize(to, shape.size(), out.length);
        for (int c = 0; c < shape.channels(); c++) {
            kernels.quantize(by, values, from + c * shape.pixels(), shape.pixels(), out, to + c, shape.channels());
        }
    }
}
