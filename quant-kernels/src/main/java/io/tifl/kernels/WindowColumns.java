package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * Lays the pixels of windows side by side, a row for each window, so that a convolution becomes a product (im2col): of a block
 * of windows only, which stays in cache until it is multiplied. Immutable.
 *
 * <p>Rows are written front to back in words of eight bytes; what a word writes too much, the next one overwrites.
 */
final class WindowColumns {
    /** Bytes behind the last row that may be overwritten. */
    static final int SLACK = Long.BYTES;

    /** From here on the library's copy is faster than words. */
    private static final int LONG_RUN = 256;

    private final ImageShape in;
    private final ImageShape out;
    private final SlidingWindow window;
    private final int channels;
    private final byte padding;
    private final int rowBytes;
    private final boolean inRuns;
    private final int firstInside;
    private final int endInside;

    /**
     * Of some of the image's channels.
     *
     * @param channels of a group: neighbours
     * @param padding what pixels outside the image are
     */
    WindowColumns(ImageShape in, SlidingWindow window, int channels, int padding) {
        this.in = in;
        this.out = window.over(in, channels);
        this.window = window;
        this.channels = channels;
        this.padding = (byte) padding;
        this.rowBytes = window.width() * channels;
        this.inRuns = window.dilationX() == 1 && channels == in.channels();
        this.firstInside = Math.ceilDiv(window.left(), window.strideX());
        int last = in.width() - ((window.width() - 1) * window.dilationX() + 1) + window.left();
        this.endInside = last < 0 ? 0 : Math.min(out.width(), last / window.strideX() + 1);
    }

    /**
     * Gathers windows, counted through all images.
     *
     * @param firstChannel of the group
     * @param columns gets a row for each, without gaps, and {@link #SLACK}
     */
    void gather(MemorySegment images, int firstChannel, int first, int count, MemorySegment columns) {
        long to = 0;
        for (int row = first; row < first + count; ) {
            long image = (long) (row / out.pixels()) * in.size() + firstChannel;
            int y = row % out.pixels() / out.width();
            int x = row % out.width();
            int end = Math.min(out.width(), x + first + count - row);
            row += end - x;
            to = line(images, image, y, x, end, columns, to);
        }
    }

    private long line(MemorySegment images, long image, int y, int from, int end, MemorySegment columns, long start) {
        int top = y * window.strideY() - window.top();
        long to = start;
        for (int x = from; x < end; x++) {
            int left = x * window.strideX() - window.left();
            boolean inside = inRuns && x >= firstInside && x < endInside;
            for (int ky = 0; ky < window.height(); ky++) {
                int row = top + ky * window.dilationY();
                if (row < 0 || row >= in.height()) {
                    fill(columns, to, rowBytes);
                } else if (inside) {
                    copy(images, image + ((long) row * in.width() + left) * in.channels(), columns, to, rowBytes);
                } else {
                    border(images, image, row, left, columns, to);
                }
                to += rowBytes;
            }
        }
        return to;
    }

    private void border(MemorySegment images, long image, int row, int left, MemorySegment columns, long start) {
        long to = start;
        for (int kx = 0; kx < window.width(); kx++) {
            int column = left + kx * window.dilationX();
            if (column < 0 || column >= in.width()) {
                fill(columns, to, channels);
            } else {
                copy(images, image + ((long) row * in.width() + column) * in.channels(), columns, to, channels);
            }
            to += channels;
        }
    }

    private void fill(MemorySegment columns, long to, int bytes) {
        long word = (padding & 0xffL) * 0x0101010101010101L;
        for (int i = 0; i < bytes; i += Long.BYTES) {
            columns.set(JAVA_LONG_UNALIGNED, to + i, word);
        }
    }

    private static void copy(MemorySegment images, long from, MemorySegment columns, long to, int bytes) {
        if (bytes >= LONG_RUN) {
            MemorySegment.copy(images, from, columns, to, bytes);
            return;
        }
        int words = from + bytes + Long.BYTES <= images.byteSize() ? bytes : bytes & -Long.BYTES;
        int i = 0;
        for (; i < words; i += Long.BYTES) {
            columns.set(JAVA_LONG_UNALIGNED, to + i, images.get(JAVA_LONG_UNALIGNED, from + i));
        }
        for (; i < bytes; i++) {
            columns.set(JAVA_BYTE, to + i, images.get(JAVA_BYTE, from + i));
        }
    }
}
