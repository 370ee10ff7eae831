package io.tifl.experiments.ssl.image;

import java.util.random.RandomGenerator;

/**
 * Adds noise to each pixel; what comes of it may lie below 0 or above 1.
 *
 * @param deviation the standard deviation, 0 or more
 */
public record GaussianNoise(double deviation) implements Augmentation {
    public GaussianNoise {
        Chance.requireFinite("the deviation of noise", deviation);
    }

    @Override
    public float[] apply(float[] pixels, ImageShape shape, RandomGenerator random) {
        for (int k = 0; k < pixels.length; k++) {
            pixels[k] += (float) (deviation * random.nextGaussian());
        }
        return pixels;
    }
}
