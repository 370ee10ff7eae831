package io.tifl.client.dl4j;

import io.tifl.client.Examples;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.util.List;
import java.util.random.RandomGenerator;

/** Small problems a network can or cannot learn. */
final class Problems {
    private Problems() {}

    /** Points around one centre per class, far enough apart to be told. */
    static Examples clusters(int examples, int inputs, int classes, long seed) {
        return clusters(examples, List.of(inputs), classes, seed);
    }

    static Examples clusters(int examples, List<Integer> shape, int classes, long seed) {
        int inputs = shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
        RandomGenerator places = new Seed(1).generator();
        float[][] centres = new float[classes][inputs];
        for (float[] centre : centres) {
            for (int i = 0; i < inputs; i++) {
                centre[i] = (float) places.nextGaussian();
            }
        }
        RandomGenerator noise = new Seed(seed).child("noise").generator();
        float[] features = new float[examples * inputs];
        int[] labels = new int[examples];
        for (int row = 0; row < examples; row++) {
            labels[row] = noise.nextInt(classes);
            for (int i = 0; i < inputs; i++) {
                features[row * inputs + i] = centres[labels[row]][i] + 0.5f * (float) noise.nextGaussian();
            }
        }
        return Examples.dense(shape, classes, features, labels);
    }

    static ModelSpec logistic(int inputs, int classes) {
        return new ModelSpec("logistic", Settings.none().with("inputs", inputs).with("classes", classes));
    }

    static ModelSpec mlp(int inputs, int hidden, int classes) {
        return new ModelSpec(
                "mlp",
                Settings.none().with("inputs", inputs).with("hidden", hidden).with("classes", classes));
    }
}
