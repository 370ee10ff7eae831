package io.tifl.client.compiled;

import io.tifl.client.Examples;
import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import java.util.List;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/** Models and data for tests. */
final class Given {
    private Given() {}

    /** A model by the name {@code given}. */
    record GivenModel(Blueprint blueprint) implements Dl4jModel {
        @Override
        public String name() {
            return "given";
        }

        @Override
        public Blueprint blueprint(Settings settings) {
            return blueprint;
        }
    }

    static Catalog<Dl4jModel> catalog(List<Integer> inputShape, int classes, MultiLayerConfiguration configuration) {
        return catalog(new Dl4jModel.Blueprint(inputShape, classes, configuration));
    }

    static Catalog<Dl4jModel> catalog(Dl4jModel.Blueprint blueprint) {
        return Catalog.of("model", List.of(new GivenModel(blueprint)));
    }

    /** Noise with random labels. */
    static Examples noise(int examples, List<Integer> shape, int classes, long seed) {
        RandomGenerator chance = new Seed(seed).generator();
        int size = shape.stream().reduce(1, Math::multiplyExact);
        float[] features = new float[examples * size];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) chance.nextGaussian();
        }
        int[] labels = chance.ints(examples, 0, classes).toArray();
        return Examples.dense(shape, classes, features, labels);
    }
}
