package io.tifl.kernels;

/** The loops over images behind the facade, arguments unchecked. Every implementation yields the same bits. */
interface ImageKernels {
    /**
     * The sums of windows of one kind in one row: see {@link WindowSums}.
     *
     * @param start where the first window starts
     * @param step from one window to the next
     * @param count windows
     * @param to where the first result goes; the others follow it
     */
    void sums(WindowSums sums, WindowSums.Kind kind, byte[] in, int start, int step, int count, byte[] out, int to);

    /**
     * The largest of each channel's bytes in one window.
     *
     * @param offsets from {@code start} to the pixels, at least one
     */
    void largest(int[] offsets, int channels, byte[] in, int start, byte[] out, int to);

    /** Adds images byte by byte. */
    void add(ImageSum sum, byte[] a, int aAt, byte[] b, int bAt, byte[] out, int to, int count);

    /**
     * Turns the floats of one channel into every {@code stride}th byte.
     *
     * @param values {@code count} of them from {@code from} on
     */
    void quantize(InputQuantization by, float[] values, int from, int count, byte[] out, int to, int stride);
}
