package io.tifl.experiments.benchmark.serve;

import io.tifl.experiments.benchmark.spec.ModelChoice;
import io.tifl.experiments.benchmark.spec.ServerChoice;
import io.tifl.protocol.task.GlobalModel;
import java.io.IOException;
import java.util.Optional;

/** Loads models. Thread-safe. */
public interface EngineFactory {
    /**
     * Loads a model; the same seed gives the same parameters in every engine.
     *
     * @param kind one that computes
     * @param threads 0 for one per core
     * @param trained the model of a {@link ModelChoice.Trained}
     * @throws IllegalArgumentException if there is no such model, or this engine cannot run it, naming the reason
     * @throws IOException if a file cannot be read
     */
    InferenceEngine open(
            ModelChoice model, ServerChoice.Kind kind, int threads, long seed, Optional<GlobalModel> trained)
            throws IOException;
}
