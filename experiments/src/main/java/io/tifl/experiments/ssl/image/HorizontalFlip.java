package io.tifl.experiments.ssl.image;

import java.util.random.RandomGenerator;

/** Makes left right; one goes for every second image with {@code sometimes(0.5)}. */
public record HorizontalFlip() implements Augmentation {
    @Override
    public float[] apply(float[] pixels, ImageShape shape, RandomGenerator random) {
        int width = shape.width();
        for (int row = 0; row < pixels.length; row += width) {
            for (int x = 0; x < width / 2; x++) {
                float left = pixels[row + x];
                pixels[row + x] = pixels[row + width - 1 - x];
                pixels[row + width - 1 - x] = left;
            }
        }
        return pixels;
    }
}
