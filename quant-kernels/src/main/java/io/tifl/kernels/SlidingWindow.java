package io.tifl.kernels;

/**
 * A window that slides over an image, both read row by row.
 *
 * @param height rows of the window
 * @param width columns of the window
 * @param strideY rows from one window to the next below it
 * @param strideX columns from one window to the next
 * @param top rows of padding above the image
 * @param left columns of padding to its left
 * @param bottom rows of padding below the image
 * @param right columns of padding to its right
 * @param dilationY rows of the image from one row of the window to the next
 * @param dilationX columns of the image from one column of the window to the next
 */
public record SlidingWindow(
        int height,
        int width,
        int strideY,
        int strideX,
        int top,
        int left,
        int bottom,
        int right,
        int dilationY,
        int dilationX) {
    public SlidingWindow {
        requireAtLeast(1, "window", height, width);
        requireAtLeast(1, "strides", strideY, strideX);
        requireAtLeast(1, "dilations", dilationY, dilationX);
        requireAtLeast(0, "padding", top, left);
        requireAtLeast(0, "padding", bottom, right);
    }

    private static void requireAtLeast(int least, String what, int y, int x) {
        if (y < least || x < least) {
            throw new IllegalArgumentException(what + ": expected at least " + least + ", got " + y + " and " + x);
        }
    }

    /** Of this size, in steps of one pixel, without padding. */
    public static SlidingWindow of(int height, int width) {
        return new SlidingWindow(height, width, 1, 1, 0, 0, 0, 0, 1, 1);
    }

    public SlidingWindow withStrides(int y, int x) {
        return new SlidingWindow(height, width, y, x, top, left, bottom, right, dilationY, dilationX);
    }

    public SlidingWindow withPadding(int above, int leftOf, int below, int rightOf) {
        return new SlidingWindow(height, width, strideY, strideX, above, leftOf, below, rightOf, dilationY, dilationX);
    }

    public SlidingWindow withDilations(int y, int x) {
        return new SlidingWindow(height, width, strideY, strideX, top, left, bottom, right, y, x);
    }

    /** Pixels of the window. */
    public int taps() {
        return Math.multiplyExact(height, width);
    }

    /**
     * The windows there are: an image with a pixel for each.
     *
     * @throws IllegalArgumentException if the window is larger than the padded image
     */
    public ImageShape over(ImageShape in, int channels) {
        long rows = (long) top + in.height() + bottom - ((height - 1L) * dilationY + 1);
        long columns = (long) left + in.width() + right - ((width - 1L) * dilationX + 1);
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException("a window of " + height + " x " + width + " does not fit in an image of "
                    + in + " and its padding");
        }
        return new ImageShape(Math.toIntExact(rows / strideY + 1), Math.toIntExact(columns / strideX + 1), channels);
    }

    /** Whether a window is one pixel and there is one for each pixel of the image. */
    boolean isPointwise() {
        return taps() == 1 && strideY == 1 && strideX == 1 && top + left + bottom + right == 0;
    }
}
