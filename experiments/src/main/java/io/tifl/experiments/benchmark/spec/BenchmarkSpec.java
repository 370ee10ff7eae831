package io.tifl.experiments.benchmark.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;
import java.util.SequencedMap;

/**
 * One benchmark: a model, what serves it, the requests, and how often all is repeated.
 *
 * <p>Its text is YAML of a few lines; {@link SpecReader} says what is known and what holds where nothing is said. In JSON it is the
 * same names and values.
 *
 * @param name unique among those of one leader: letters, digits, dots, hyphens and underscores
 * @param device which followers may run it: {@code any}, or a pattern of their names with {@code *}
 * @param warmup requests before the first that counts
 * @param repeats each with a seed of its own
 * @param seed of all chance
 */
public record BenchmarkSpec(
        String name,
        ModelChoice model,
        ServerChoice server,
        String device,
        Workload workload,
        Objective objective,
        int warmup,
        int repeats,
        Prices prices,
        long seed) {
    /**
     * Reads what {@link #values} wrote.
     *
     * @throws IllegalArgumentException naming everything that is wrong
     */
    @JsonCreator
    public static BenchmarkSpec of(Map<String, Object> values) {
        return SpecReader.one(values);
    }

    /** All its settings by name, those included that hold where nothing was said. */
    @JsonValue
    public SequencedMap<String, Object> values() {
        return SpecWriter.values(this);
    }
}
