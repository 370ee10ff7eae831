package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Metrics;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one round showed.
 *
 * @param round the round that ended, counted from 0
 * @param cohort who was asked
 * @param latencies response latency of each client that replied, in order of arrival: from order to reply
 * @param timedOut the clients that were waited for in vain, with how long
 * @param trained what clients whose replies counted say of their training; claims, which may be absurd
 * @param answers to the round's query, by client; empty if nobody was asked
 * @param tierAccuracy accuracy of the new model per tier, 0 to 1, index 0 the fastest tier; empty where it was not measured
 */
public record Feedback(
        long round,
        Cohort cohort,
        SequencedMap<ClientId, Duration> latencies,
        SequencedMap<ClientId, Duration> timedOut,
        Map<ClientId, Trained> trained,
        SortedMap<ClientId, Metrics> answers,
        List<OptionalDouble> tierAccuracy) {
    /**
     * What a client says of its training.
     *
     * @param examples how many it trained on
     * @param loss mean over the training; NaN if it does not say
     * @param squareLoss mean of the squares of their losses under the model it began with; NaN if it does not say
     */
    public record Trained(long examples, double loss, double squareLoss) {
        /** Of a client that says no loss. */
        public Trained(long examples, double squareLoss) {
            this(examples, Double.NaN, squareLoss);
        }
    }

    public Feedback {
        trained = Map.copyOf(trained);
        answers = Collections.unmodifiableSortedMap(new TreeMap<>(answers));
        latencies = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(latencies));
        timedOut = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(timedOut));
        tierAccuracy = List.copyOf(tierAccuracy);
    }

    /** Feedback of a round that began without a query. */
    public Feedback(
            long round,
            Cohort cohort,
            SequencedMap<ClientId, Duration> latencies,
            SequencedMap<ClientId, Duration> timedOut,
            Map<ClientId, Trained> trained,
            List<OptionalDouble> tierAccuracy) {
        this(round, cohort, latencies, timedOut, trained, new TreeMap<>(), tierAccuracy);
    }

    /** Feedback of a round whose clients say nothing of their training. */
    public Feedback(
            long round,
            Cohort cohort,
            SequencedMap<ClientId, Duration> latencies,
            SequencedMap<ClientId, Duration> timedOut,
            List<OptionalDouble> tierAccuracy) {
        this(round, cohort, latencies, timedOut, Map.of(), tierAccuracy);
    }
}
