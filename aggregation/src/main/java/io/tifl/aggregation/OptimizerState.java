package io.tifl.aggregation;

import io.tifl.protocol.Parameters;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a server optimiser remembers between rounds: named vectors, such as momentum. Immutable. */
public record OptimizerState(SortedMap<String, Parameters> vectors) {
    private static final OptimizerState EMPTY = new OptimizerState(new TreeMap<>());

    public OptimizerState {
        vectors = Collections.unmodifiableSortedMap(new TreeMap<>(vectors));
    }

    public static OptimizerState empty() {
        return EMPTY;
    }
}
