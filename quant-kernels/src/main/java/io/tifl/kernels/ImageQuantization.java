package io.tifl.kernels;

import java.lang.foreign.MemorySegment;

/**
 * Turns images of floats, channel after channel, into images of unsigned bytes, channels last. Immutable and thread-safe.
 *
 * @param shape of one image
 * @param to how a float becomes a byte
 */
public record ImageQuantization(ImageShape shape, InputQuantization to) {
    /**
     * Turns one image.
     *
     * @param values {@code [channels][height][width]} from {@code from} on
     * @param out gets {@code [height][width][channels]} from its first byte on
     */
    public void apply(float[] values, int from, MemorySegment out) {
        apply(values, from, out, Backend.IMAGES);
    }

    void apply(float[] values, int from, MemorySegment out, ImageKernels kernels) {
        if (from < 0 || from > values.length - shape.size()) {
            throw new IllegalArgumentException(
                    "expected " + shape.size() + " values from " + from + " on, got " + values.length);
        }
        if (out.byteSize() < shape.size() || out.isReadOnly()) {
            throw new IllegalArgumentException(
                    "expected " + shape.size() + " bytes to write to, got " + out.byteSize() + " or read-only");
        }
        for (int c = 0; c < shape.channels(); c++) {
            kernels.quantize(to, values, from + c * shape.pixels(), shape.pixels(), out, c, shape.channels());
        }
    }
}
