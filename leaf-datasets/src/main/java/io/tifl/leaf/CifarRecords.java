package io.tifl.leaf;

import io.tifl.client.Examples;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Room for a known number of CIFAR-10 images: a label, then 32 x 32 pixels of red, of green and of blue. */
final class CifarRecords {
    static final int SIDE = 32;
    static final int CLASSES = 10;
    static final int PIXELS = SIDE * SIDE;
    static final int IMAGE = 3 * PIXELS;
    static final int RECORD = 1 + IMAGE;

    private final byte[] pixels;
    private final int[] labels;

    CifarRecords(int size) {
        this.pixels = new byte[Math.multiplyExact(size, IMAGE)];
        this.labels = new int[size];
    }

    /** The number of records in {@code bytes} bytes. */
    static int count(String source, long bytes, int max) throws IOException {
        if (bytes % RECORD != 0 || bytes / RECORD > max) {
            throw new IOException(
                    source + ": expected at most " + max + " records of " + RECORD + " bytes, got " + bytes + " bytes");
        }
        return (int) (bytes / RECORD);
    }

    void read(String source, InputStream in, int first, int count) throws IOException {
        for (int row = first; row < first + count; row++) {
            int label = in.read();
            int read = in.readNBytes(pixels, row * IMAGE, IMAGE);
            if (label < 0 || read < IMAGE) {
                throw new IOException(source + ": truncated, expected " + count + " records of " + RECORD
                        + " bytes, record " + (row - first) + " is cut off");
            }
            label(source, row, row - first, label);
        }
    }

    void label(String source, int row, int index, int label) throws IOException {
        if (label >= CLASSES) {
            throw new IOException(
                    source + ": label " + label + " at example " + index + ", expected 0 to " + (CLASSES - 1));
        }
        labels[row] = label;
    }

    /** Sets one pixel, 0 to 1023 row-major, from 8 bits each of red, green and blue. */
    void pixel(int row, int pixel, int rgb) {
        int start = row * IMAGE + pixel;
        pixels[start] = (byte) (rgb >> 16);
        pixels[start + PIXELS] = (byte) (rgb >> 8);
        pixels[start + 2 * PIXELS] = (byte) rgb;
    }

    /** The examples; these records must not be written any more. */
    Examples examples() {
        return Examples.images(List.of(3, SIDE, SIDE), CLASSES, pixels, labels);
    }
}
