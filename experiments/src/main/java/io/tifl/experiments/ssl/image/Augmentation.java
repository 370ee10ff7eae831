package io.tifl.experiments.ssl.image;

import java.util.Optional;
import java.util.random.RandomGenerator;

/** A random change of an image, pixels of which are 0 to 1 where nothing else was done before. Immutable. */
@FunctionalInterface
public interface Augmentation {
    /**
     * Changes an image.
     *
     * @param pixels which it may write to
     * @return the changed image: these very pixels, or others
     */
    float[] apply(float[] pixels, ImageShape shape, RandomGenerator random);

    /** What is wrong with it for images of a shape, in words. */
    default Optional<String> problem(ImageShape shape) {
        return Optional.empty();
    }

    /** This change with a probability, and none otherwise. */
    default Augmentation sometimes(double probability) {
        Chance.require("the probability of a change", probability);
        Augmentation always = this;
        return new Augmentation() {
            @Override
            public float[] apply(float[] pixels, ImageShape shape, RandomGenerator random) {
                return random.nextDouble() < probability ? always.apply(pixels, shape, random) : pixels;
            }

            @Override
            public Optional<String> problem(ImageShape shape) {
                return always.problem(shape);
            }
        };
    }
}
