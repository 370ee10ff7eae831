package io.tifl.experiments.benchmark.model;

import io.tifl.client.compiled.CompiledForward;
import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.serve.InferenceEngine;
import java.util.Optional;

/** The compiled step, forward only. */
record CompiledEngine(CompiledForward forward, Optional<ModelCost> cost) implements InferenceEngine {
    @Override
    public int inputSize() {
        return forward.inputSize();
    }

    @Override
    public int outputSize() {
        return forward.outputSize();
    }

    @Override
    public float[] predict(float[] features, int count) {
        Engines.check(this, features, count);
        float[] outputs = new float[Math.multiplyExact(count, outputSize())];
        forward.predict(features, count, outputs);
        return outputs;
    }

    @Override
    public void close() {
        forward.close();
    }
}
