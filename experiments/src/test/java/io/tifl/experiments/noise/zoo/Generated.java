package io.tifl.experiments.noise.zoo;

import io.tifl.client.Examples;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.util.List;
import java.util.random.RandomGenerator;

/** Examples and networks small enough to be trained in a moment. */
public final class Generated {
    private static final Recipe RECIPE = new Recipe(60, 40, 2, 20, 1e-2, true);

    private Generated() {}

    /** Images of two classes, dark and bright; grey where the data set's are. */
    public static ZooData data() {
        return (dataset, train, test) -> {
            int channels = dataset.equals("cifar10") ? 3 : 1;
            return ZooData.Split.of(
                    images(train, channels, new Seed(1).child(dataset)),
                    images(test, channels, new Seed(2).child(dataset)));
        };
    }

    private static Examples images(int count, int channels, Seed seed) {
        RandomGenerator chance = seed.generator();
        int size = channels * ZooData.SIDE * ZooData.SIDE;
        float[] features = new float[count * size];
        int[] labels = new int[count];
        for (int row = 0; row < count; row++) {
            labels[row] = chance.nextInt(2);
            for (int i = 0; i < size; i++) {
                features[row * size + i] = labels[row] - 0.5f + (float) chance.nextGaussian() / 4;
            }
        }
        return Examples.dense(List.of(channels, ZooData.SIDE, ZooData.SIDE), 10, features, labels);
    }

    /** The standard zoo's names with a few units each. */
    public static Zoo zoo() {
        return new Zoo(Zoo.standard().entries().stream()
                .map(entry -> new ZooEntry(entry.name(), tiny(entry.model()), entry.dataset(), RECIPE))
                .toList());
    }

    private static ModelSpec tiny(ModelSpec model) {
        Settings settings = model.settings();
        return new ModelSpec(
                model.name(),
                switch (model.name()) {
                    case "mlp" -> settings.with("hidden", 8);
                    case "vgg" -> settings.with("width", 2).with("hidden", 8);
                    default -> settings.with("width", 2);
                });
    }
}
