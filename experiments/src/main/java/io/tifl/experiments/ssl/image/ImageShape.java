package io.tifl.experiments.ssl.image;

import io.tifl.client.Examples;
import java.util.List;

/**
 * The shape of images. Pixels lie row by row, channel by channel: {@code channels x height x width}.
 *
 * @param channels 1 or more
 * @param height 1 or more
 * @param width 1 or more
 */
public record ImageShape(int channels, int height, int width) {
    public ImageShape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException("an image must have 1 or more channels, rows and columns, got "
                    + channels + ", " + height + " and " + width);
        }
    }

    /** @throws IllegalArgumentException if the examples are not images */
    public static ImageShape of(Examples images) {
        List<Integer> shape = images.featureShape();
        if (shape.size() != 3) {
            throw new IllegalArgumentException("expected images of [channels, height, width], got features " + shape);
        }
        return new ImageShape(shape.get(0), shape.get(1), shape.get(2));
    }

    /** Pixels of one channel. */
    public int area() {
        return height * width;
    }

    /** Values of an image. */
    public int size() {
        return channels * area();
    }

    @Override
    public String toString() {
        return channels + " x " + height + " x " + width;
    }
}
