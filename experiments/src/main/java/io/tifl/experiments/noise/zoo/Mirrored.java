package io.tifl.experiments.noise.zoo;

import io.tifl.client.Examples;
import io.tifl.protocol.Seed;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;

/** Images of which about half are mirrored left to right. */
record Mirrored(Examples images, BitSet flipped) implements Examples {
    static Mirrored of(Examples images, Seed seed) {
        RandomGenerator chance = seed.generator();
        BitSet flipped = new BitSet();
        for (int row = 0; row < images.size(); row++) {
            flipped.set(row, chance.nextBoolean());
        }
        return new Mirrored(images, flipped);
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public List<Integer> featureShape() {
        return images.featureShape();
    }

    @Override
    public int featureSize() {
        return images.featureSize();
    }

    @Override
    public int classes() {
        return images.classes();
    }

    @Override
    public int label(int row) {
        return images.label(row);
    }

    @Override
    public void features(int row, float[] into, int offset) {
        images.features(row, into, offset);
        if (flipped.get(row)) {
            int width = featureShape().getLast();
            for (int line = offset; line < offset + featureSize(); line += width) {
                mirror(into, line, width);
            }
        }
    }

    private static void mirror(float[] values, int from, int width) {
        for (int left = from, right = from + width - 1; left < right; left++, right--) {
            float kept = values[left];
            values[left] = values[right];
            values[right] = kept;
        }
    }
}
