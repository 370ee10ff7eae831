package io.tifl.kernels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Lays the pixels of windows side by side, a row for each window, so that a convolution becomes a product (im2col): of a block
 * of windows only, which stays in cache until it is multiplied. Immutable.
 *
 * <p>Rows are written front to back in words of eight bytes; what a word writes too much, the next one overwrites.
 */
final class WindowColumns {
    /** Bytes behind the last row that may be overwritten. */
    static final int SLACK = Long.BYTES;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

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
     * @param imagesAt where the first image starts
     * @param firstChannel of the group
     * @param columns gets a row for each, without gaps, and {@link #SLACK}
     */
    void gather(byte[] images, int imagesAt, int firstChannel, int first, int count, byte[] columns) {
        int to = 0;
        for (int row = first; row < first + count; ) {
            int image = imagesAt + row / out.pixels() * in.size() + firstChannel;
            int y = row % out.pixels() / out.width();
            int x = row % out.width();
            int end = Math.min(out.width(), x + first + count - row);
            row += end - x;
            to = line(images, image, y, x, end, columns, to);
        }
    }

    private int line(byte[] images, int image, int y, int from, int end, byte[] columns, int start) {
        int top = y * window.strideY() - window.top();
        int to = start;
        int first = Math.min(end, Math.max(from, firstInside));
        int last = Math.max(first, Math.min(end, endInside));
        for (int x = from; x < first; x++) {
            to = window(images, image, top, x, columns, to);
        }
        int corner = image + (top * in.width() + first * window.strideX() - window.left()) * in.channels();
        if (fits(images, top, corner, last - first)) {
            to = runs(images, corner, last - first, columns, to);
        } else {
            for (int x = first; x < last; x++) {
                to = window(images, image, top, x, columns, to);
            }
        }
        for (int x = last; x < end; x++) {
            to = window(images, image, top, x, columns, to);
        }
        return to;
    }

    /** Whether windows lie in the image, in runs, and even their last word in the array. */
    private boolean fits(byte[] images, int top, int corner, int count) {
        int bottom = (window.height() - 1) * window.dilationY();
        int right = (count - 1) * window.strideX();
        return inRuns
                && rowBytes < LONG_RUN
                && top >= 0
                && top + bottom < in.height()
                && corner + (bottom * in.width() + right) * in.channels() + rowBytes + Long.BYTES <= images.length;
    }

    /** Windows that fit, from one that starts at {@code corner} on. */
    private int runs(byte[] images, int corner, int count, byte[] columns, int start) {
        int height = window.height();
        int bytes = rowBytes;
        int step = window.strideX() * in.channels();
        int pitch = window.dilationY() * in.width() * in.channels();
        int to = start;
        for (int i = 0; i < count; i++) {
            int from = corner + i * step;
            for (int ky = 0; ky < height; ky++) {
                words(images, from, columns, to, bytes);
                from += pitch;
                to += bytes;
            }
        }
        return to;
    }

    private static void words(byte[] images, int from, byte[] columns, int to, int bytes) {
        for (int i = 0; i < bytes; i += Long.BYTES) {
            WORD.set(columns, to + i, (long) WORD.get(images, from + i));
        }
    }

    private int window(byte[] images, int image, int top, int x, byte[] columns, int start) {
        int left = x * window.strideX() - window.left();
        boolean inside = inRuns && x >= firstInside && x < endInside;
        int to = start;
        for (int ky = 0; ky < window.height(); ky++) {
            int row = top + ky * window.dilationY();
            if (row < 0 || row >= in.height()) {
                fill(columns, to, rowBytes);
            } else if (inside) {
                copy(images, image + (row * in.width() + left) * in.channels(), columns, to, rowBytes);
            } else {
                border(images, image, row, left, columns, to);
            }
            to += rowBytes;
        }
        return to;
    }

    private void border(byte[] images, int image, int row, int left, byte[] columns, int start) {
        int to = start;
        for (int kx = 0; kx < window.width(); kx++) {
            int column = left + kx * window.dilationX();
            if (column < 0 || column >= in.width()) {
                fill(columns, to, channels);
            } else {
                copy(images, image + (row * in.width() + column) * in.channels(), columns, to, channels);
            }
            to += channels;
        }
    }

    private void fill(byte[] columns, int to, int bytes) {
        long word = (padding & 0xffL) * 0x0101010101010101L;
        for (int i = 0; i < bytes; i += Long.BYTES) {
            WORD.set(columns, to + i, word);
        }
    }

    private static void copy(byte[] images, int from, byte[] columns, int to, int bytes) {
        if (bytes >= LONG_RUN || from + bytes + Long.BYTES > images.length) {
            System.arraycopy(images, from, columns, to, bytes);
            return;
        }
        words(images, from, columns, to, bytes);
    }
}
