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

    /** Gives up what is open. */
    @Override
    void close();
}
