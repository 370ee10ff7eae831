package io.tifl.experiments.benchmark.load;

import java.util.concurrent.CompletionStage;

/** Something that answers requests. Thread-safe. */
public interface Target {
    /**
     * Sends a request and returns at once.
     *
     * @param number of the request, which says what is in it: the same number, the same features
     * @param batch examples in it
     * @return completes with what came of it; never exceptionally
     */
    CompletionStage<Answer> send(long number, int batch);
}
