package io.tifl.experiments.benchmark.serve;

import io.tifl.experiments.benchmark.result.ModelCost;
import java.util.Optional;

/** A loaded model that predicts. Confined to one thread at a time. */
public interface InferenceEngine extends AutoCloseable {
    /** Numbers of one example's input. */
    int inputSize();

    /** Numbers of one example's output. */
    int outputSize();

    /**
     * Predicts.
     *
     * @param features examples one after the other, {@code count * inputSize()} numbers from index 0 on
     * @return {@code count * outputSize()} numbers: probabilities or scores
     * @throws IllegalArgumentException if there are fewer features
     */
    float[] predict(float[] features, int count);

    /** How many tokens there are, if features are tokens: whole numbers from 0 to below it. 0 if features are numbers. */
    default int tokens() {
        return 0;
    }

    /** What a prediction costs by the model's form; empty if nobody knows. */
    Optional<ModelCost> cost();

    @Override
    void close();
}
