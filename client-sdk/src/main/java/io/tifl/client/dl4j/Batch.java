package io.tifl.client.dl4j;

import io.tifl.client.Examples;
import io.tifl.client.Tokens;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The native arrays of one batch size, filled again and again. Confined to one thread. */
final class Batch {
    private final int size;
    private final int vocabulary;
    private final int classes;
    private final int featureSize;
    private final INDArray features;
    private final INDArray labels;
    private final FloatBuffer nativeFeatures;
    private final FloatBuffer nativeLabels;
    private final float[] stagedFeatures;
    private final float[] stagedLabels;

    /** @param vocabulary of the tokens that the features are; 0 if they are numbers */
    Batch(int size, List<Integer> inputShape, int classes, int vocabulary) {
        this.size = size;
        this.vocabulary = vocabulary;
        this.classes = classes;
        this.features = Nd4j.create(DataType.FLOAT, shape(size, inputShape), 'c');
        this.labels = Nd4j.create(DataType.FLOAT, new long[] {size, classes}, 'c');
        this.nativeFeatures = features.data().asNioFloat();
        this.nativeLabels = labels.data().asNioFloat();
        this.stagedFeatures = new float[Math.toIntExact(features.length())];
        this.stagedLabels = new float[Math.multiplyExact(size, classes)];
        this.featureSize = stagedFeatures.length / size;
    }

    private static long[] shape(int size, List<Integer> inputShape) {
        long[] shape = new long[inputShape.size() + 1];
        shape[0] = size;
        for (int i = 0; i < inputShape.size(); i++) {
            shape[i + 1] = inputShape.get(i);
        }
        return shape;
    }

    int size() {
        return size;
    }

    /** Takes the examples at {@code order[from]} to {@code order[from + size - 1]}. */
    void fill(Examples examples, int[] order, int from) {
        Arrays.fill(stagedLabels, 0);
        for (int i = 0; i < size; i++) {
            int row = order[from + i];
            examples.features(row, stagedFeatures, i * featureSize);
            if (vocabulary > 0) {
                Tokens.check(stagedFeatures, i * featureSize, featureSize, vocabulary, row);
            }
            stagedLabels[i * classes + examples.label(row)] = 1;
        }
        nativeFeatures.put(0, stagedFeatures);
        nativeLabels.put(0, stagedLabels);
    }

    INDArray features() {
        return features;
    }

    /** One-hot, {@code [size, classes]}. */
    INDArray labels() {
        return labels;
    }
}
