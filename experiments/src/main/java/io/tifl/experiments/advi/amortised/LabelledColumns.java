package io.tifl.experiments.advi.amortised;

import io.tifl.client.Examples;
import io.tifl.experiments.network.Matrix;
import io.tifl.leaf.Checksums;
import io.tifl.protocol.Seed;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/**
 * One column of each of many grey images, and the images' labels.
 *
 * @param columns a row for each image: its column from the top down, {@code 2 v - 1} of values from 0 to 1
 * @param labels equally many
 */
public record LabelledColumns(Matrix columns, Observation.Labels labels) {
    public LabelledColumns {
        if (columns.rows() != labels.count()) {
            throw new IllegalArgumentException(
                    "expected as many columns as labels, got " + columns.rows() + " and " + labels.count());
        }
    }

    /**
     * The middle columns of images: that with half the images' width to its left, the 15th of 28.
     *
     * @throws IllegalArgumentException if they are not grey images
     */
    public static LabelledColumns middle(Examples images) {
        if (images.featureShape().size() != 3 || images.featureShape().getFirst() != 1) {
            throw new IllegalArgumentException(
                    "expected images of 1 channel, got features " + images.featureShape());
        }
        int height = images.featureShape().get(1);
        int width = images.featureShape().getLast();
        float[] pixels = new float[images.featureSize()];
        Matrix columns = new Matrix(images.size(), height);
        int[] labels = new int[images.size()];
        for (int n = 0; n < labels.length; n++) {
            images.features(n, pixels, 0);
            for (int y = 0; y < height; y++) {
                columns.set(n, y, 2.0 * pixels[y * width + width / 2] - 1);
            }
            labels[n] = images.label(n);
        }
        return new LabelledColumns(columns, new Observation.Labels(labels, images.classes()));
    }

    /** Of all columns and labels, in lower-case hexadecimal digits. */
    public String sha256() {
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * columns.values().length + Integer.BYTES * labels.count());
        bytes.asDoubleBuffer().put(columns.values());
        bytes.position(Double.BYTES * columns.values().length);
        bytes.asIntBuffer().put(labels.labels());
        return Checksums.sha256(bytes.array());
    }

    /** The first of them, or all if they are fewer. */
    public LabelledColumns first(int count) {
        int[] rows = IntStream.range(0, Math.min(count, columns.rows())).toArray();
        return new LabelledColumns(Batches.rows(columns, rows), labels.pick(rows));
    }

    /** Some of them, drawn without putting back; all if they are fewer. */
    public LabelledColumns some(int count, Seed seed) {
        if (columns.rows() == 0 || count >= columns.rows()) {
            return this;
        }
        int[] rows = Batches.shuffled(columns.rows(), count, seed).getFirst();
        return new LabelledColumns(Batches.rows(columns, rows), labels.pick(rows));
    }

    /** These with some of their images lost. */
    public LabelledColumns losing(ImageLoss loss, double rate, Seed seed) {
        return new LabelledColumns(loss.of(columns, rate, seed), labels);
    }
}
