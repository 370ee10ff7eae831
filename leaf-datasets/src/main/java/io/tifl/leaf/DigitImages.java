package io.tifl.leaf;

import io.tifl.client.Examples;
import io.tifl.leaf.IdxFile.Element;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Pairs the images and the labels of data sets laid out as MNIST. */
final class DigitImages {
    private static final int SIDE = 28;
    private static final int CLASSES = 10;

    private DigitImages() {}

    static Examples read(Path images, Path labels) throws IOException {
        return paired(images, pixels(images), labels, labels(labels, 0, CLASSES), CLASSES);
    }

    /**
     * EMNIST's images, which are stored column by column, upright.
     *
     * @param first label of class 0
     */
    static Examples readTransposed(Path images, Path labels, int first, int classes) throws IOException {
        byte[] pixels = pixels(images);
        for (int start = 0; start < pixels.length; start += SIDE * SIDE) {
            transpose(pixels, start);
        }
        return paired(images, pixels, labels, labels(labels, first, classes), classes);
    }

    private static byte[] pixels(Path images) throws IOException {
        return IdxFile.read(images, Element.UNSIGNED_BYTE, SIDE, SIDE).values().array();
    }

    private static void transpose(byte[] pixels, int start) {
        for (int row = 0; row < SIDE; row++) {
            for (int column = row + 1; column < SIDE; column++) {
                byte above = pixels[start + row * SIDE + column];
                pixels[start + row * SIDE + column] = pixels[start + column * SIDE + row];
                pixels[start + column * SIDE + row] = above;
            }
        }
    }

    private static Examples paired(Path images, byte[] pixels, Path labels, int[] found, int classes)
            throws IOException {
        int count = pixels.length / (SIDE * SIDE);
        if (count != found.length) {
            throw new IOException(
                    images + " has " + count + " images but " + labels + " has " + found.length + " labels");
        }
        return Examples.images(List.of(1, SIDE, SIDE), classes, pixels, found);
    }

    private static int[] labels(Path file, int first, int classes) throws IOException {
        byte[] bytes = IdxFile.read(file, Element.UNSIGNED_BYTE).values().array();
        int[] labels = new int[bytes.length];
        for (int i = 0; i < labels.length; i++) {
            int label = bytes[i] & 0xff;
            if (label < first || label >= first + classes) {
                throw new IOException(file + ": label " + label + " at example " + i + ", expected " + first + " to "
                        + (first + classes - 1));
            }
            labels[i] = label - first;
        }
        return labels;
    }
}
