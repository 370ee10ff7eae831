package io.tifl.experiments.ssl.image;

import io.tifl.protocol.Seed;
import java.util.random.RandomGenerator;

/** Numbers in a random order. */
final class Order {
    private Order() {}

    static int[] of(int count, Seed seed) {
        RandomGenerator random = seed.generator();
        int[] order = new int[count];
        for (int k = 0; k < count; k++) {
            int other = random.nextInt(k + 1);
            order[k] = order[other];
            order[other] = k;
        }
        return order;
    }
}
