package io.tifl.experiments.ssl.image;

import io.tifl.client.Examples;
import io.tifl.leaf.Checksums;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.Dataset;
import io.tifl.leaf.Pool;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images to learn from and to judge by. Immutable and thread-safe.
 *
 * @param sha256 of all pixels and labels, in lower-case hexadecimal
 */
public record ImageData(ImageShape shape, Examples train, Examples test, String sha256) {
    /** Where data sets come from by name. */
    @FunctionalInterface
    public interface Source {
        /**
         * The first images of a data set.
         *
         * @throws IOException if files are missing or broken
         */
        ImageData load(String dataset, int train, int test) throws IOException;
    }

    /** Data sets as files hold them. */
    public static Source in(DataSource files) {
        return (dataset, train, test) -> {
            Pool pool = Dataset.catalog().get(dataset).load(files, Settings.none());
            return of(first(pool.train(), train), first(pool.test(), test));
        };
    }

    private static Examples first(Examples images, int wanted) {
        if (wanted > images.size()) {
            throw new IllegalArgumentException("expected " + wanted + " images, there are " + images.size());
        }
        return images.subset(IntStream.range(0, wanted).toArray());
    }

    /** @throws IllegalArgumentException if they are not images of one shape, or a pixel is not finite */
    public static ImageData of(Examples train, Examples test) {
        ImageShape shape = ImageShape.of(train);
        if (!shape.equals(ImageShape.of(test)) || train.classes() != test.classes()) {
            throw new IllegalArgumentException("expected test images of " + shape + " and " + train.classes()
                    + " classes, got " + ImageShape.of(test) + " and " + test.classes());
        }
        MessageDigest digest = Checksums.digest("SHA-256");
        add(digest, train);
        add(digest, test);
        return new ImageData(shape, train, test, HexFormat.of().formatHex(digest.digest()));
    }

    private static void add(MessageDigest digest, Examples images) {
        float[] pixels = new float[images.featureSize()];
        ByteBuffer bytes = ByteBuffer.allocate((pixels.length + 1) * Float.BYTES);
        for (int row = 0; row < images.size(); row++) {
            images.features(row, pixels, 0);
            Views.requireFinite(pixels, row);
            bytes.clear();
            bytes.asFloatBuffer().put(pixels);
            bytes.putInt(pixels.length * Float.BYTES, images.label(row));
            digest.update(bytes.array());
        }
    }

    static List<Integer> labels(Examples images) {
        return IntStream.range(0, images.size()).map(images::label).boxed().toList();
    }
}
