package io.tifl.experiments.advi.amortised;

import io.tifl.client.Examples;
import io.tifl.leaf.Pool;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Grey images of 8 by 8 of three classes: a bright half above, a bright half below, or either by chance. */
public final class Generated {
    private Generated() {}

    public static Pool pool(int train, int test) {
        return new Pool("generated", images(train, 1), images(test, 2), Optional.empty());
    }

    public static Examples images(int count, long seed) {
        RandomGenerator random = new Seed(seed).generator();
        float[] features = new float[count * 64];
        int[] labels = new int[count];
        for (int n = 0; n < count; n++) {
            labels[n] = random.nextInt(3);
            boolean above = labels[n] == 0 || (labels[n] == 2 && random.nextBoolean());
            for (int i = 0; i < 64; i++) {
                features[n * 64 + i] = 0.2f * random.nextFloat() + (i < 32 == above ? 0.8f : 0);
            }
        }
        return Examples.dense(List.of(1, 8, 8), 3, features, labels);
    }
}
