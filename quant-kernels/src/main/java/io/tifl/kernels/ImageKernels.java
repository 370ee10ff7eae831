package io.tifl.kernels;

import java.lang.foreign.MemorySegment;

/** The loops over images behind the facade, arguments unchecked. Every implementation yields the same bits. */
interface ImageKernels {
    /** The sums of one window: see {@link WindowSums}. */
    void sums(WindowSums sums, WindowSums.Kind kind, MemorySegment in, long start, MemorySegment out, long to);

    /**
     * The largest of each channel's bytes.
     *
     * @param offsets from {@code start} to the pixels, at least one
     */
    void largest(int[] offsets, int channels, MemorySegment in, long start, MemorySegment out, long to);

    /** Adds images byte by byte. */
    void add(ImageSum sum, MemorySegment a, MemorySegment b, MemorySegment out, int count);

    /**
     * Turns the floats of one channel into every {@code stride}th byte.
     *
     * @param values {@code count} of them from {@code from} on
     */
    void quantize(InputQuantization to, float[] values, int from, int count, MemorySegment out, long start, int stride);
}
