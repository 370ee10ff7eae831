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
        IdxFile pixels = IdxFile.read(images, Element.UNSIGNED_BYTE, SIDE, SIDE);
        IdxFile classes = IdxFile.read(labels, Element.UNSIGNED_BYTE);
        if (pixels.count() != classes.count()) {
            throw new IOException(images + " has " + pixels.count() + " images but " + labels + " has "
                    + classes.count() + " labels");
        }
        return Examples.images(
                List.of(1, SIDE, SIDE),
                CLASSES,
                pixels.values().array(),
                labels(labels, classes.values().array(), CLASSES));
    }

    static int[] labels(Path file, byte[] bytes, int classes) throws IOException {
        int[] labels = new int[bytes.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = bytes[i] & 0xff;
            if (labels[i] >= classes) {
                throw new IOException(
                        file + ": label " + labels[i] + " at example " + i + ", expected 0 to " + (classes - 1));
            }
        }
        return labels;
    }
}
