package io.tifl.leaf;

import io.tifl.client.Examples;
import java.util.Arrays;
import java.util.List;

/** Examples whose features are floats, row after row in one array that belongs to this object. */
final class FloatExamples implements Examples {
    private final List<Integer> shape;
    private final int width;
    private final int classes;
    private final float[] features;
    private final int[] labels;

    FloatExamples(int[] shape, int classes, float[] features, int[] labels) {
        this.shape = Arrays.stream(shape).boxed().toList();
        this.width = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        this.classes = classes;
        this.features = features;
        this.labels = labels;
        if (features.length != (long) width * labels.length) {
            throw new IllegalArgumentException(labels.length + " examples of " + width + " values need "
                    + (long) width * labels.length + " values, got " + features.length);
        }
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
        System.arraycopy(features, row * width, into, offset, width);
    }

    @Override
    public int label(int row) {
        return labels[row];
    }
}
