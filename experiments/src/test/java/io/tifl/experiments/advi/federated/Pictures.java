package io.tifl.experiments.advi.federated;

import io.tifl.client.Examples;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.random.RandomGenerator;

/** Small images for tests. */
public final class Pictures {
    public static final int HEIGHT = 6;
    public static final int CLASSES = 3;

    private Pictures() {}

    /** Images whose middle column is bright at the rows of their class. */
    public static Examples images(int count, Seed seed) {
        RandomGenerator chance = seed.generator();
        int pixels = HEIGHT * HEIGHT;
        float[] features = new float[count * pixels];
        int[] labels = new int[count];
        for (int n = 0; n < count; n++) {
            labels[n] = n % CLASSES;
            for (int i = 0; i < pixels; i++) {
                float bright = i / HEIGHT % CLASSES == labels[n] ? 0.7f : 0.1f;
                features[n * pixels + i] = bright + 0.2f * chance.nextFloat();
            }
        }
        return Examples.dense(List.of(1, HEIGHT, HEIGHT), CLASSES, features, labels);
    }
}
