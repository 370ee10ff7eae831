package io.tifl.client;

import java.util.List;

/** Images kept as bytes, a quarter of the memory of floats; scaled to 0 to 1 while a batch is filled. */
final class ImageExamples implements Examples {
    private static final float[] SCALED = scaled();

    private final ExampleShape shape;
    private final int featureSize;
    private final byte[] pixels;
    private final int[] labels;

    ImageExamples(ExampleShape shape, byte[] pixels, int[] labels) {
        shape.check(pixels.length, labels);
        this.shape = shape;
        this.featureSize = shape.size();
        this.pixels = pixels;
        this.labels = labels;
    }

    private static float[] scaled() {
        float[] values = new float[256];
        for (int pixel = 0; pixel < values.length; pixel++) {
            values[pixel] = pixel / 255f;
        }
        return values;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public List<Integer> featureShape() {
        return shape.features();
    }

    @Override
    public int featureSize() {
        return featureSize;
    }

    @Override
    public int classes() {
        return shape.classes();
    }

    @Override
    public void features(int row, float[] into, int offset) {
        int from = row * featureSize;
        for (int i = 0; i < featureSize; i++) {
            into[offset + i] = SCALED[pixels[from + i] & 0xff];
        }
    }

    @Override
    public boolean hasPixels() {
        return true;
    }

    @Override
    public void pixels(int row, byte[] into, int offset) {
        System.arraycopy(pixels, row * featureSize, into, offset, featureSize);
    }

    @Override
    public int label(int row) {
        return labels[row];
    }
}
