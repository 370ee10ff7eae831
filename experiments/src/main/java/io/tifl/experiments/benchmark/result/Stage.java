package io.tifl.experiments.benchmark.result;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A part of a request's time that is measured on its own. Names are InferBench's. */
public enum Stage {
    /** From the time a request was planned for to its answer: what a user waits. */
    LATENCY,
    /** From when it was really sent to its answer. */
    SERVICE,
    /** Of its service what the server did not see: network and protocol. */
    TRANSFER,
    /** Waiting for a batch, and for the batches before it. */
    BATCHING,
    /** Making the model's input of the request. */
    PREPROCESSING,
    /** The model. */
    INFERENCE,
    /** Making the answer of the model's output. */
    POSTPROCESSING;

    /** Its name in files. */
    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
