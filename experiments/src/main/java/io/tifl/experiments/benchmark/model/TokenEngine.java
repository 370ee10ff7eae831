package io.tifl.experiments.benchmark.model;

import io.tifl.client.dl4j.Architecture;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.serve.InferenceEngine;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;

/**
 * An engine whose features are tokens. Fractions are cut off in the same way for all engines, and what is no token is refused: some
 * engines would read whatever lies in memory there.
 *
 * @param tokens that there are
 */
record TokenEngine(InferenceEngine engine, int tokens) implements InferenceEngine {
    /** The engine itself, if the model takes numbers. */
    static InferenceEngine of(InferenceEngine engine, Blueprint blueprint) {
        int tokens = tokens(blueprint.architecture());
        return tokens == 0 ? engine : new TokenEngine(engine, tokens);
    }

    private static int tokens(Architecture architecture) {
        return architecture.layers().stream()
                .map(NeuralNetConfiguration::getLayer)
                .filter(EmbeddingSequenceLayer.class::isInstance)
                .mapToInt(layer -> Math.toIntExact(((EmbeddingSequenceLayer) layer).getNIn()))
                .min()
                .orElse(0);
    }

    @Override
    public int inputSize() {
        return engine.inputSize();
    }

    @Override
    public int outputSize() {
        return engine.outputSize();
    }

    @Override
    public float[] predict(float[] features, int count) {
        Engines.check(this, features, count);
        float[] whole = new float[count * inputSize()];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (float) Math.floor(features[i]);
            if (!(whole[i] >= 0 && whole[i] < tokens)) {
                throw new IllegalArgumentException(
                        "feature " + i + " is " + features[i] + ", expected a token from 0 to " + (tokens - 1));
            }
        }
        return engine.predict(whole, count);
    }

    @Override
    public Optional<ModelCost> cost() {
        return engine.cost();
    }

    @Override
    public void close() {
        engine.close();
    }
}
