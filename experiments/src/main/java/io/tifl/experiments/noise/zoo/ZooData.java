package io.tifl.experiments.noise.zoo;

import io.tifl.client.Examples;
import io.tifl.leaf.Checksums;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.Dataset;
import io.tifl.leaf.Pool;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** The examples of the zoo. */
@FunctionalInterface
public interface ZooData {
    /** Pixels to a side that networks of the zoo see. */
    int SIDE = 16;

    /**
     * The first examples of a data set.
     *
     * @throws IOException if files are missing or broken
     */
    Split load(String dataset, int train, int test) throws IOException;

    /**
     * Examples to train on and to judge on.
     *
     * @param sha256 of all features and labels, in lower-case hexadecimal
     */
    record Split(Examples train, Examples test, String sha256) {
        public static Split of(Examples train, Examples test) {
            MessageDigest digest = Checksums.digest("SHA-256");
            add(digest, train);
            add(digest, test);
            return new Split(train, test, HexFormat.of().formatHex(digest.digest()));
        }

        private static void add(MessageDigest digest, Examples examples) {
            float[] features = new float[examples.featureSize()];
            ByteBuffer bytes = ByteBuffer.allocate((features.length + 1) * Float.BYTES);
            for (int row = 0; row < examples.size(); row++) {
                examples.features(row, features, 0);
                bytes.clear();
                bytes.asFloatBuffer().put(features);
                bytes.putInt(features.length * Float.BYTES, examples.label(row));
                digest.update(bytes.array());
            }
        }
    }

    /** Data sets of a source, as images of 16 by 16: framed by black up to 32 by 32, means of 2 by 2 pixels, from -1 to 1. */
    static ZooData of(DataSource source) {
        return (dataset, train, test) -> {
            Pool pool = Dataset.catalog().get(dataset).load(source, Settings.none());
            return Split.of(small(pool.train(), train), small(pool.test(), test));
        };
    }

    /** The first of these images, made small. */
    static Examples small(Examples images, int wanted) {
        int side = images.featureShape().getLast();
        if (images.featureShape().size() != 3 || side > 2 * SIDE || side % 2 != 0) {
            throw new IllegalArgumentException(
                    "expected images of an even side of up to " + 2 * SIDE + ", got features " + images.featureShape());
        }
        int channels = images.featureShape().getFirst();
        int count = Math.min(wanted, images.size());
        int size = channels * SIDE * SIDE;
        float[] large = new float[images.featureSize()];
        float[] features = new float[count * size];
        int[] labels = new int[count];
        for (int row = 0; row < count; row++) {
            images.features(row, large, 0);
            shrink(large, channels, side, features, row * size);
            labels[row] = images.label(row);
        }
        return Examples.dense(List.of(channels, SIDE, SIDE), images.classes(), features, labels);
    }

    private static void shrink(float[] large, int channels, int side, float[] into, int offset) {
        int frame = SIDE - side / 2;
        Arrays.fill(into, offset, offset + channels * SIDE * SIDE, -4f);
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < side; y++) {
                int to = offset + (c * SIDE + (y + frame) / 2) * SIDE;
                for (int x = 0; x < side; x++) {
                    into[to + (x + frame) / 2] += 2 * large[(c * side + y) * side + x];
                }
            }
        }
        for (int i = offset; i < offset + channels * SIDE * SIDE; i++) {
            into[i] /= 4;
        }
    }
}
