package io.tifl.kernels;

import java.util.ArrayList;
import java.util.List;

/**
 * Which pixels of an image each window covers. Windows that miss the same rows and columns, because these lie in the padding,
 * are of one kind: they cover the same pixels relative to where they start. Immutable.
 */
final class WindowTaps {
    private final ImageShape in;
    private final ImageShape out;
    private final SlidingWindow window;
    private final int[] rowKinds;
    private final int[] columnKinds;
    private final int kindsOfColumns;
    private final List<Kind> kinds = new ArrayList<>();

    /**
     * Windows that cover the same pixels.
     *
     * @param offsets in bytes from the window's start to the pixels that lie in the image
     * @param taps the same pixels counted within the window
     */
    @SuppressWarnings("ArrayRecordComponent") // read in place, never compared
    record Kind(int[] offsets, int[] taps) {}

    /** Rows or columns of a window that lie in the image: from the first to the one before the end. */
    private record Span(int first, int end) {
        static Span of(int start, int dilation, int length, int limit) {
            int first = 0;
            while (first < length && start + first * dilation < 0) {
                first++;
            }
            int end = first;
            while (end < length && start + end * dilation < limit) {
                end++;
            }
            return new Span(first, end);
        }
    }

    WindowTaps(ImageShape in, SlidingWindow window) {
        this.in = in;
        this.out = window.over(in, in.channels());
        this.window = window;
        List<Span> rows = new ArrayList<>();
        List<Span> columns = new ArrayList<>();
        this.rowKinds = new int[out.height()];
        this.columnKinds = new int[out.width()];
        for (int y = 0; y < rowKinds.length; y++) {
            int start = y * window.strideY() - window.top();
            rowKinds[y] = find(rows, Span.of(start, window.dilationY(), window.height(), in.height()));
        }
        for (int x = 0; x < columnKinds.length; x++) {
            int start = x * window.strideX() - window.left();
            columnKinds[x] = find(columns, Span.of(start, window.dilationX(), window.width(), in.width()));
        }
        this.kindsOfColumns = columns.size();
        for (Span row : rows) {
            columns.forEach(column -> kinds.add(kind(row, column)));
        }
    }

    private static int find(List<Span> spans, Span span) {
        if (!spans.contains(span)) {
            spans.add(span);
        }
        return spans.indexOf(span);
    }

    private Kind kind(Span rows, Span columns) {
        int count = (rows.end - rows.first) * (columns.end - columns.first);
        int[] offsets = new int[count];
        int[] taps = new int[count];
        int next = 0;
        for (int y = rows.first; y < rows.end; y++) {
            for (int x = columns.first; x < columns.end; x++) {
                offsets[next] = (y * window.dilationY() * in.width() + x * window.dilationX()) * in.channels();
                taps[next++] = y * window.width() + x;
            }
        }
        return new Kind(offsets, taps);
    }

    ImageShape in() {
        return in;
    }

    /** A pixel for each window. */
    ImageShape out() {
        return out;
    }

    List<Kind> kinds() {
        return kinds;
    }

    /** The kind of a window, an index into {@link #kinds}. */
    int kind(int y, int x) {
        return rowKinds[y] * kindsOfColumns + columnKinds[x];
    }

    /** Bytes from an image's first to where a window starts, which may be in the padding. */
    int start(int y, int x) {
        return ((y * window.strideY() - window.top()) * in.width() + x * window.strideX() - window.left())
                * in.channels();
    }
}
