package io.tifl.experiments.benchmark.serve;

import io.tifl.experiments.benchmark.result.Stage;
import java.util.Map;

/**
 * What a model says of a request's examples.
 *
 * @param scores of one example after the other, owned by whoever receives it
 * @param stages nanoseconds that the request spent in each
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Prediction(float[] scores, Map<Stage, Long> stages) {}
