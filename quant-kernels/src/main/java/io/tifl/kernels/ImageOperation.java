package io.tifl.kernels;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns images of unsigned bytes into others, all channels last: a convolution or a pooling with everything that can be known
 * beforehand resolved. Made by {@link Convolution}, {@link DepthwiseConvolution} and {@link Pooling}. Thread-safe; results do
 * not depend on the number of threads or on the processor.
 *
 * <p>Images lie in arrays, which Java's loops read several times as fast as memory segments.
 */
public final class ImageOperation {
    private final ImageShape in;
    private final ImageShape out;
    private final int outBytes;
    private final int parts;
    private final Loop loop;

    /** The work, arguments unchecked. */
    @FunctionalInterface
    interface Loop {
        /** Does some parts, counted through all images; the first image starts at {@code inputAt} and {@code outputAt}. */
        void run(byte[] inputs, int inputAt, byte[] outputs, int outputAt, int first, int count);
    }

    /**
     * Without work done yet.
     *
     * @param elementBytes of an output
     * @param parts of one image that can be done apart
     */
    ImageOperation(ImageShape in, ImageShape out, int elementBytes, int parts, Loop loop) {
        this.in = in;
        this.out = out;
        this.outBytes = Math.multiplyExact(out.size(), elementBytes);
        this.parts = parts;
        this.loop = loop;
    }

    /** One image it reads. */
    public ImageShape in() {
        return in;
    }

    /** One image it makes. */
    public ImageShape out() {
        return out;
    }

    /** Bytes of one image it makes, in which values are bytes or floats in native byte order. */
    public int outBytes() {
        return outBytes;
    }

    /** Computes on the calling thread, from and to the start of the arrays. */
    public void apply(byte[] inputs, byte[] outputs, int images) {
        apply(inputs, 0, outputs, 0, images, Threads.CALLER);
    }

    /**
     * Computes.
     *
     * @param inputs images one after the other from {@code inputAt} on
     * @param outputs gets as many from {@code outputAt} on; may be the array of the inputs if they do not overlap
     */
    @SuppressWarnings("ReferenceEquality") // whether they are one array is the question
    public void apply(byte[] inputs, int inputAt, byte[] outputs, int outputAt, int images, Threads threads) {
        if (images < 0) {
            throw new IllegalArgumentException("expected at least 0 images, got " + images);
        }
        long inputEnd = requireRoom("inputs", inputs, inputAt, images, in.size());
        long outputEnd = requireRoom("outputs", outputs, outputAt, images, outBytes);
        if (inputs == outputs && inputAt < outputEnd && outputAt < inputEnd) {
            throw new IllegalArgumentException("inputs and outputs overlap");
        }
        int all = Math.multiplyExact(images, parts);
        if (threads.count() == 1 || all < 2) {
            loop.run(inputs, inputAt, outputs, outputAt, 0, all);
            return;
        }
        List<Integer> shares = new ArrayList<>();
        int count = Math.min(threads.count(), all);
        for (int i = 0; i < count; i++) {
            shares.add(i);
        }
        ParallelTasks.run(threads, shares, share -> {
            int first = (int) ((long) all * share / count);
            int end = (int) ((long) all * (share + 1) / count);
            loop.run(inputs, inputAt, outputs, outputAt, first, end - first);
        });
    }

    private static long requireRoom(String name, byte[] values, int at, int images, int imageBytes) {
        long end = at + (long) images * imageBytes;
        if (at < 0 || end > values.length) {
            throw new IllegalArgumentException(name + ": " + images + " images of " + imageBytes + " bytes from " + at
                    + " on do not fit in " + values.length + " bytes");
        }
        return end;
    }
}
