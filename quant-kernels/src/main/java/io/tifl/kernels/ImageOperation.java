package io.tifl.kernels;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns images of unsigned bytes into others, all channels last: a convolution or a pooling with everything that can be known
 * beforehand resolved. Made by {@link Convolution}, {@link DepthwiseConvolution} and {@link Pooling}. Thread-safe; results do
 * not depend on the number of threads, on the processor or on where images lie.
 */
public final class ImageOperation {
    private final ImageShape in;
    private final ImageShape out;
    private final int elementBytes;
    private final int parts;
    private final Loop loop;

    /** The work, arguments unchecked. */
    @FunctionalInterface
    interface Loop {
        /** Does some parts, counted through all images. */
        void run(MemorySegment inputs, MemorySegment outputs, int first, int count);
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
        this.elementBytes = elementBytes;
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

    /** Bytes of one image it makes, in which values are bytes or floats in native order. */
    public long outBytes() {
        return (long) out.size() * elementBytes;
    }

    /** Computes on the calling thread. */
    public void apply(MemorySegment inputs, MemorySegment outputs, int images) {
        apply(inputs, outputs, images, Threads.CALLER);
    }

    /**
     * Computes.
     *
     * @param inputs images one after the other; room for more is ignored
     * @param outputs as many; overwritten
     */
    public void apply(MemorySegment inputs, MemorySegment outputs, int images, Threads threads) {
        if (images < 0) {
            throw new IllegalArgumentException("expected at least 0 images, got " + images);
        }
        requireRoom("inputs", inputs, images, in.size());
        requireRoom("outputs", outputs, images, outBytes());
        if (outputs.isReadOnly()) {
            throw new IllegalArgumentException("the outputs are read-only");
        }
        if (inputs.asOverlappingSlice(outputs).isPresent()) {
            throw new IllegalArgumentException("inputs and outputs overlap");
        }
        int all = Math.multiplyExact(images, parts);
        if (threads.count() == 1 || all < 2) {
            loop.run(inputs, outputs, 0, all);
            return;
        }
        List<Integer> shares = new ArrayList<>();
        int count = Math.min(threads.count(), all);
        for (int i = 0; i < count; i++) {
            shares.add(i);
        }
        ParallelTasks.run(threads.executor(), shares, share -> {
            int first = (int) ((long) all * share / count);
            loop.run(inputs, outputs, first, (int) ((long) all * (share + 1) / count) - first);
        });
    }

    private static void requireRoom(String name, MemorySegment values, int images, long imageBytes) {
        if (values.byteSize() < Math.multiplyExact(images, imageBytes)) {
            throw new IllegalArgumentException(name + ": " + images + " images of " + imageBytes
                    + " bytes do not fit in " + values.byteSize() + " bytes");
        }
    }
}
