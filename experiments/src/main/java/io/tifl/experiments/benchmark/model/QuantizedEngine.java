package io.tifl.experiments.benchmark.model;

import io.tifl.client.quantized.QuantizedNetwork;
import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.serve.InferenceEngine;
import java.util.Optional;

/** Bytes, and a softmax over their scores. */
record QuantizedEngine(QuantizedNetwork network, Optional<ModelCost> cost) implements InferenceEngine {
    @Override
    public int inputSize() {
        return network.featureSize();
    }

    @Override
    public int outputSize() {
        return network.classes();
    }

    @Override
    public float[] predict(float[] features, int count) {
        Engines.check(this, features, count);
        float[] outputs = new float[Math.multiplyExact(count, outputSize())];
        network.scores(features, 0, count, outputs);
        for (int i = 0; i < count; i++) {
            softmax(outputs, i * outputSize(), outputSize());
        }
        return outputs;
    }

    private static void softmax(float[] scores, int from, int count) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, scores[i]);
        }
        float sum = 0;
        for (int i = from; i < from + count; i++) {
            scores[i] = (float) Math.exp(scores[i] - largest);
            sum += scores[i];
        }
        for (int i = from; i < from + count; i++) {
            scores[i] /= sum;
        }
    }

    @Override
    public void close() {
        // It holds only memory of its own.
    }
}
