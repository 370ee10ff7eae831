package io.tifl.client.compiled;

/**
 * How images lie in a buffer: channel-last, in a frame of zeros.
 *
 * @param height of the image, without the frame
 * @param width of the image
 * @param channels of the image
 * @param pixel floats from one pixel to its neighbour: the channels, padded to whole vectors
 * @param top rows of the frame above
 * @param left columns of the frame to the left
 * @param down buffer rows from one image row to the next; with 2, every other buffer row is 0
 * @param across buffer columns from one pixel to its right neighbour
 * @param row floats from one buffer row to the next
 * @param image floats from one image to the next
 */
record Grid(
        int height, int width, int channels, int pixel, int top, int left, int down, int across, int row, int image) {
    /** A frame to put around an image. */
    record Frame(int top, int left, int bottom, int right) {
        static final Frame NONE = new Frame(0, 0, 0, 0);
    }

    /** Adjacent pixels without a frame. */
    static Grid plain(int height, int width, int channels, int pixel) {
        return framed(height, width, channels, pixel, Frame.NONE);
    }

    /** Adjacent pixels in this frame. */
    static Grid framed(int height, int width, int channels, int pixel, Frame frame) {
        int row = Math.multiplyExact(frame.left + width + frame.right, pixel);
        int image = Math.multiplyExact(frame.top + height + frame.bottom, row);
        return new Grid(height, width, channels, pixel, frame.top, frame.left, 1, 1, row, image);
    }

    /** These pixels {@code down} rows and {@code across} columns apart, the first at {@code top, left} of a larger buffer. */
    Grid spread(int startTop, int startLeft, int rowsApart, int columnsApart, int outerHeight, int outerWidth) {
        int outerRow = Math.multiplyExact(outerWidth, pixel);
        int outerImage = Math.multiplyExact(outerHeight, outerRow);
        return new Grid(
                height, width, channels, pixel, startTop, startLeft, rowsApart, columnsApart, outerRow, outerImage);
    }

    /** Offset of a pixel of the image within its buffer. */
    int offset(int y, int x) {
        return (top + y * down) * row + (left + x * across) * pixel;
    }

    /** Whether an image is one run of values. */
    boolean isPlain() {
        return image == height * width * pixel;
    }

    /** Pixels of an image. */
    int pixels() {
        return height * width;
    }

    /** Offsets of all pixels of {@code images} images, in order. */
    int[] offsets(int images) {
        Math.multiplyExact(images, image);
        int[] offsets = new int[Math.multiplyExact(images, pixels())];
        int at = 0;
        for (int i = 0; i < images; i++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    offsets[at++] = i * image + offset(y, x);
                }
            }
        }
        return offsets;
    }
}
