package io.tifl.experiments.study;

import io.tifl.client.Examples;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.Dataset;
import io.tifl.leaf.Pool;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The examples of the quantization study: a data set, or noisy patterns where there is none. */
public final class QuantizationData {
    private static final int GENERATED_TRAIN = 4000;
    private static final int GENERATED_TEST = 1000;
    private static final int ANIMALS_SIDE = 84;
    private static final int CLASSES = 10;
    private static final int PATCH = 7;
    private static final double NOISE = 0.3;

    private final @Nullable Path folder;

    /** @param folder with data sets; null to generate all examples */
    public QuantizationData(@Nullable Path folder) {
        this.folder = folder;
    }

    /** What the examples are, for people. */
    public String describe(String name) {
        return folder == null ? "generated patterns" : name;
    }

    /**
     * A data set.
     *
     * @param name of it, such as {@code fashion-mnist}
     * @throws IOException if its files are not in the folder, or damaged
     */
    public Pool load(String name) throws IOException {
        if (folder == null) {
            return generated(name);
        }
        String dataset = name.equals(QuantizationSubject.ANIMALS) ? "cifar10" : name;
        Pool pool = Dataset.catalog().get(dataset).load(new DataSource.Local(folder), Settings.none());
        if (!name.equals(QuantizationSubject.ANIMALS)) {
            return pool;
        }
        return new Pool(name, new Animals(pool.train()), new Animals(pool.test()), Optional.empty());
    }

    private static Pool generated(String name) {
        boolean color = name.equals("cifar10") || name.equals(QuantizationSubject.ANIMALS);
        List<Integer> shape = color ? List.of(3, 32, 32) : List.of(1, 28, 28);
        Examples all = patterns(shape, GENERATED_TRAIN + GENERATED_TEST);
        Examples train = all.subset(IntStream.range(0, GENERATED_TRAIN).toArray());
        Examples test = all.subset(IntStream.range(GENERATED_TRAIN, all.size()).toArray());
        return name.equals(QuantizationSubject.ANIMALS)
                ? new Pool(name, new Animals(train), new Animals(test), Optional.empty())
                : new Pool(name, train, test, Optional.empty());
    }

    /** A pattern of patches for each of ten classes, brighter or darker and with noise, cut to 0 to 1. */
    private static Examples patterns(List<Integer> shape, int count) {
        RandomGenerator chance = new Seed(1).child("patterns").generator();
        int side = shape.getLast();
        int patches = Math.ceilDiv(side, PATCH);
        float[] brightness = new float[CLASSES * shape.getFirst() * patches * patches];
        for (int i = 0; i < brightness.length; i++) {
            brightness[i] = chance.nextFloat();
        }
        int size = shape.getFirst() * side * side;
        float[] features = new float[count * size];
        int[] labels = chance.ints(count, 0, CLASSES).toArray();
        for (int row = 0; row < count; row++) {
            float light = chance.nextFloat(0.5f, 1.5f);
            for (int i = 0; i < size; i++) {
                int channel = labels[row] * shape.getFirst() + i / side / side;
                int patch = (channel * patches + i / side % side / PATCH) * patches + i % side / PATCH;
                double value = light * brightness[patch] + NOISE * chance.nextGaussian();
                features[row * size + i] = (float) Math.clamp(value, 0, 1);
            }
        }
        return Examples.dense(shape, CLASSES, features, labels);
    }

    /** CIFAR-10's images, each pixel several times, and whether an animal is on them: classes 2 to 7. */
    private record Animals(Examples images) implements Examples {
        @Override
        public int size() {
            return images.size();
        }

        @Override
        public List<Integer> featureShape() {
            return List.of(3, ANIMALS_SIDE, ANIMALS_SIDE);
        }

        @Override
        public int classes() {
            return 2;
        }

        @Override
        public void features(int row, float[] into, int offset) {
            int side = images.featureShape().getLast();
            float[] small = new float[images.featureSize()];
            images.features(row, small, 0);
            int next = offset;
            for (int c = 0; c < 3; c++) {
                for (int y = 0; y < ANIMALS_SIDE; y++) {
                    int from = (c * side + y * side / ANIMALS_SIDE) * side;
                    for (int x = 0; x < ANIMALS_SIDE; x++) {
                        into[next++] = small[from + x * side / ANIMALS_SIDE];
                    }
                }
            }
        }

        @Override
        public int label(int row) {
            int label = images.label(row);
            return label >= 2 && label <= 7 ? 1 : 0;
        }
    }
}
