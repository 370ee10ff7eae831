package io.tifl.leaf;

import io.tifl.client.Examples;
import java.util.Arrays;
import java.util.List;

/**
 * Images that stay bytes in memory and are scaled to [0, 1] when read.
 *
 * <p>60,000 images of 28 x 28 take 47 MB so; as floats they would take 188 MB.
 */
final class ImageExamples implements Examples {
    private static final float[] SCALED = scaled();

    private final List<Integer> shape;
    private final int width;
    private final int classes;
    private final byte[] pixels;
    private final int[] labels;

    /** Takes over both arrays. */
    ImageExamples(int[] shape, int classes, byte[] pixels, int[] labels) {
        this.shape = Arrays.stream(shape).boxed().toList();
        this.width = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        this.classes = classes;
        this.pixels = pixels;
        this.labels = labels;
        if (pixels.length != (long) width * labels.length) {
            throw new IllegalArgumentException(labels.length + " images of " + width + " bytes need "
                    + (long) width * labels.length + " bytes, got " + pixels.length);
        }
    }

    private static float[] scaled() {
        float[] result = new float[256];
        for (int i = 0; i < result.length; i++) {
            result[i] = i / 255f;
        }
        return result;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public List<Integer> featureShape() {
        return shape;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public void features(int row, float[] into, int offset) {
        int start = row * width;
        for (int i = 0; i < width; i++) {
            into[offset + i] = SCALED[pixels[start + i] & 0xff];
        }
    }

    @Override
    public int label(int row) {
        return labels[row];
    }
}
