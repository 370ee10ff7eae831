package io.tifl.experiments.benchmark.spec;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What serves the model.
 *
 * @param kind which program or engine
 * @param maxBatch requests that are run together at most, 1 to 1024
 * @param maxWait how long the first request of a batch waits for others, 0 to 60 s
 * @param queue requests that wait at most; more are refused with status 503
 * @param ownProcess whether it is started as a process of its own, whose start is measured; otherwise it runs inside the follower
 * @param threads of the engine; 0 for one per core
 * @param endpoint address that takes requests, of kind {@link Kind#ENDPOINT}
 * @param contentType of the requests to an endpoint
 * @param body of the requests to an endpoint, where {@code ${features}} stands for a JSON array; empty for our servers' own form
 * @param recorded which recorded device answers, of kind {@link Kind#REPLAY}, such as {@code resnet50}
 */
public record ServerChoice(
        Kind kind,
        int maxBatch,
        Duration maxWait,
        int queue,
        boolean ownProcess,
        int threads,
        Optional<URI> endpoint,
        String contentType,
        String body,
        Optional<String> recorded) {

    /** Engines and programs. */
    public enum Kind {
        /** Deeplearning4j, 32-bit floats. */
        DL4J,
        /** This project's compiled step, 32-bit floats. */
        COMPILED,
        /** This project's kernels, 8-bit integers. */
        INT8,
        /** ONNX Runtime, 32-bit floats. */
        ONNX,
        /** Answers after the times that a recorded device took, and computes nothing. */
        REPLAY,
        /** Any HTTP server that is already there. */
        ENDPOINT;

        /** Its name in a benchmark's text. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
