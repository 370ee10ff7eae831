package io.tifl.experiments.benchmark.serve;

import java.util.concurrent.CompletionStage;

/** Posts requests to one address. Thread-safe. */
interface HttpSender extends AutoCloseable {
    /**
     * Sends a request and returns at once.
     *
     * @return completes with the answer, or exceptionally with the {@link java.io.IOException} that says why there is none
     */
    CompletionStage<HttpAnswer> send(byte[] body);

    /** As {@link io.tifl.experiments.benchmark.load.Target#takeOver}. */
    default void takeOver(int connections) throws InterruptedException {}

    /** As {@link io.tifl.experiments.benchmark.load.Target#takeAnswers}. */
    default void takeAnswers() {}

    /** As {@link io.tifl.experiments.benchmark.load.Target#handBack}. */
    default void handBack() {}

    /** Gives up what is open. */
    @Override
    void close();
}
