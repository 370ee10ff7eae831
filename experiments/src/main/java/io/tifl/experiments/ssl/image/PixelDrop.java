package io.tifl.experiments.ssl.image;

import java.util.random.RandomGenerator;

/**
 * Makes pixels black, each by itself, in all channels.
 *
 * @param share how likely one is, in [0, 1]; to the nearest 1/65536
 */
public record PixelDrop(double share) implements Augmentation {
    private static final int STEPS = 1 << 16;

    public PixelDrop {
        Chance.require("the share of dropped pixels", share);
    }

    @Override
    public float[] apply(float[] pixels, ImageShape shape, RandomGenerator random) {
        long dropped = Math.round(share * STEPS);
        long bits = 0;
        for (int k = 0; k < shape.area(); k++) {
            // One number of 64 bits serves four pixels.
            bits = k % 4 == 0 ? random.nextLong() : bits >>> 16;
            if ((bits & (STEPS - 1)) < dropped) {
                for (int channel = 0; channel < shape.channels(); channel++) {
                    pixels[channel * shape.area() + k] = 0;
                }
            }
        }
        return pixels;
    }
}
