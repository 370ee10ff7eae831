package io.tifl.client;

import java.util.List;

/** Examples in one array of floats. */
final class DenseExamples implements Examples {
    private final ExampleShape shape;
    private final int featureSize;
    private final float[] features;
    private final int[] labels;

    DenseExamples(ExampleShape shape, float[] features, int[] labels) {
        shape.check(features.length, labels);
        this.shape = shape;
        this.featureSize = shape.size();
        this.features = features;
        this.labels = labels;
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
        System.arraycopy(features, row * featureSize, into, offset, featureSize);
    }

    @Override
    public int label(int row) {
        return labels[row];
    }
}
