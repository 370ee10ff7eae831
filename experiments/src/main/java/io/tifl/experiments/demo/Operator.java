package io.tifl.experiments.demo;

import java.io.IOException;
import java.util.Optional;

/** Calls of an operator's to the coordinator. */
@FunctionalInterface
public interface Operator extends AutoCloseable {
    /**
     * Sends a request.
     *
     * @param body YAML, or none
     * @return the body of the answer
     * @throws IOException if the coordinator cannot be reached or refuses; the message is for people
     */
    byte[] call(String method, String path, Optional<String> body) throws IOException, InterruptedException;

    @Override
    default void close() {}
}
