package io.tifl.experiments.ssl.image;

import java.util.random.RandomGenerator;

/** What augmentations ask of chance. */
final class Chance {
    private Chance() {}

    static void require(String name, double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1], got " + probability);
        }
    }

    static void requireFinite(String name, double value) {
        if (!(value >= 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(name + " must be 0 or more and finite, got " + value);
        }
    }

    static float between(RandomGenerator random, double low, double high) {
        return (float) (low + (high - low) * random.nextDouble());
    }
}
