package io.tifl.coordinator.round;

import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an evaluation showed.
 *
 * @param accuracy over all test examples, 0 to 1
 * @param loss mean over all test examples
 * @param tierAccuracy per tier, 0 the fastest; empty for a tier without test examples
 * @param clients how accuracy is spread over clients, by the name of the model they use; empty if nobody asked, or too few
 *     answered
 */
public record Evaluated(
        double accuracy, double loss, List<OptionalDouble> tierAccuracy, SortedMap<String, AccuracySpread> clients) {
    public Evaluated {
        tierAccuracy = List.copyOf(tierAccuracy);
        clients = Collections.unmodifiableSortedMap(new TreeMap<>(clients));
    }

    /** An evaluation that tells nothing of single clients. */
    public Evaluated(double accuracy, double loss, List<OptionalDouble> tierAccuracy) {
        this(accuracy, loss, tierAccuracy, new TreeMap<>());
    }
}
