package io.tifl.experiments.ssl.image;

import java.util.Optional;
import java.util.random.RandomGenerator;

/** Makes all three channels the grey of their colour: 0.299 red, 0.587 green and 0.114 blue. */
public record Grey() implements Augmentation {
    @Override
    public float[] apply(float[] pixels, ImageShape shape, RandomGenerator random) {
        int area = shape.area();
        for (int k = 0; k < area; k++) {
            float grey = 0.299f * pixels[k] + 0.587f * pixels[area + k] + 0.114f * pixels[2 * area + k];
            pixels[k] = grey;
            pixels[area + k] = grey;
            pixels[2 * area + k] = grey;
        }
        return pixels;
    }

    @Override
    public Optional<String> problem(ImageShape shape) {
        return shape.channels() == 3
                ? Optional.empty()
                : Optional.of("grey is made of three channels, an image of " + shape + " has " + shape.channels());
    }
}
