package io.tifl.experiments.benchmark.model;

import io.tifl.client.dl4j.Dl4jForward;
import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.serve.InferenceEngine;
import java.util.Optional;

/** Deeplearning4j. How many threads it takes, the environment of the process says. */
record Dl4jEngine(Dl4jForward forward, int outputSize, Optional<ModelCost> cost) implements InferenceEngine {
    @Override
    public int inputSize() {
        return forward.inputSize();
    }

    @Override
    public float[] predict(float[] features, int count) {
        Engines.check(this, features, count);
        return count == 0 ? new float[0] : forward.predict(features, count);
    }

    @Override
    public void close() {
        // Its memory is given back when nobody holds it any more.
    }
}
