package io.tifl.experiments.demo;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Points in classes that overlap, unevenly held: each client has much of some classes, little of the others, and its own number of
 * examples. All test on the same mixture as they train on. A function of the seed and the client's number.
 */
final class DemoData {
    static final int INPUTS = 32;
    static final int CLASSES = 10;

    /** Centres of each class: with several, no straight line parts the classes. */
    private static final int CENTRES = 3;

    private static final int FEWEST = 200;
    private static final int SPREAD = 300;
    private static final int TESTED = 100;
    private static final double NOISE = 1.1;

    /** Three classes of ten make up so much of what a client holds. */
    private static final double FAVOURED = 0.7;

    private static final int FAVOURITES = 3;

    private final Seed seed;
    private final float[] centres = new float[CLASSES * CENTRES * INPUTS];

    DemoData(Seed seed) {
        this.seed = seed;
        RandomGenerator random = seed.child("centres").generator();
        for (int i = 0; i < centres.length; i++) {
            centres[i] = (float) random.nextGaussian();
        }
    }

    /** @param client from 0 */
    LocalData of(int client) {
        Seed own = seed.child("client").child(client);
        int examples = FEWEST + own.child("size").generator().nextInt(SPREAD);
        return new LocalData(
                examples(client, examples, own.child("train")), examples(client, TESTED, own.child("test")));
    }

    private Examples examples(int client, int count, Seed chance) {
        RandomGenerator random = chance.generator();
        float[] features = new float[count * INPUTS];
        int[] labels = new int[count];
        for (int row = 0; row < count; row++) {
            labels[row] = label(client, random);
            int centre = (labels[row] * CENTRES + random.nextInt(CENTRES)) * INPUTS;
            for (int i = 0; i < INPUTS; i++) {
                features[row * INPUTS + i] = (float) (centres[centre + i] + NOISE * random.nextGaussian());
            }
        }
        return Examples.dense(List.of(INPUTS), CLASSES, features, labels);
    }

    private static int label(int client, RandomGenerator random) {
        return random.nextDouble() < FAVOURED
                ? (2 * client + random.nextInt(FAVOURITES)) % CLASSES
                : random.nextInt(CLASSES);
    }
}
