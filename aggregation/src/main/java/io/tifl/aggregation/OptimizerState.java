package io.tifl.aggregation;

import io.tifl.protocol.Parameters;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a server optimiser, or a rule, remembers between rounds: named vectors, such as momentum. Immutable. */
public record OptimizerState(SortedMap<String, Parameters> vectors) {
    private static final OptimizerState EMPTY = new OptimizerState(new TreeMap<>());

    public OptimizerState {
        vectors = Collections.unmodifiableSortedMap(new TreeMap<>(vectors));
    }

    public static OptimizerState empty() {
        return EMPTY;
    }

    /** This state and one more vector; one of the same name is replaced. */
    public OptimizerState with(String name, Parameters vector) {
        SortedMap<String, Parameters> more = new TreeMap<>(vectors);
        more.put(name, vector);
        return new OptimizerState(more);
    }

    /** @throws IllegalArgumentException if there is no vector of that name */
    public Parameters vector(String name) {
        Parameters vector = vectors.get(name);
        if (vector == null) {
            throw new IllegalArgumentException("the state has no '" + name + "' among " + vectors.keySet());
        }
        return vector;
    }

    /** The vectors whose names begin so, without that beginning. */
    public OptimizerState part(String prefix) {
        SortedMap<String, Parameters> part = new TreeMap<>();
        vectors.forEach((name, vector) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), vector);
            }
        });
        return new OptimizerState(part);
    }

    /** The vectors whose names do not begin so. */
    public OptimizerState without(String prefix) {
        SortedMap<String, Parameters> rest = new TreeMap<>(vectors);
        rest.keySet().removeIf(name -> name.startsWith(prefix));
        return new OptimizerState(rest);
    }

    /** This state and all of another one's vectors, their names after the prefix. */
    public OptimizerState withPart(String prefix, OptimizerState part) {
        SortedMap<String, Parameters> all = new TreeMap<>(vectors);
        part.vectors.forEach((name, vector) -> all.put(prefix + name, vector));
        return new OptimizerState(all);
    }
}
