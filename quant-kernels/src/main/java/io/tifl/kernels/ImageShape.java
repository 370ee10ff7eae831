package io.tifl.kernels;

/**
 * An image of bytes, channels last: the channels of a pixel are neighbours, pixels of a row follow each other, then rows.
 * Flat features are an image of one pixel.
 *
 * @param height rows, at least 1
 * @param width pixels of a row, at least 1
 * @param channels at least 1
 */
public record ImageShape(int height, int width, int channels) {
    public ImageShape {
        if (height < 1 || width < 1 || channels < 1) {
            throw new IllegalArgumentException(
                    "expected an image of at least 1 x 1 x 1, got " + height + " x " + width + " x " + channels);
        }
        int _ = Math.multiplyExact(Math.multiplyExact(height, width), channels);
    }

    /** An image of one pixel. */
    public static ImageShape flat(int features) {
        return new ImageShape(1, 1, features);
    }

    /** Values of an image. */
    public int size() {
        return height * width * channels;
    }

    /** Pixels of an image. */
    public int pixels() {
        return height * width;
    }

    @Override
    public String toString() {
        return height + " x " + width + " x " + channels;
    }
}
