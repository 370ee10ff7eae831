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

    /**
     * Until {@link #handBack} answers are taken by the caller's thread alone, in {@link #takeAnswers}: one thread that sends and reads
     * loses no time to others where there are few cores. What is answered in between waits. A target that has no use for it does
     * nothing.
     *
     * <p>This and the two below are called by the generator's thread, one after the other.
     *
     * @param connections to open before it returns, so that a burst does not wait for them
     */
    default void takeOver(int connections) throws InterruptedException {}

    /** Takes the answers that have come, and returns at once. */
    default void takeAnswers() {}

    /** Answers are taken in the background again. */
    default void handBack() {}
}
