package io.tifl.protocol;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Named numbers that describe what happened, in the order of their names; never an input to the next round.
 *
 * <p>Values may be NaN or infinite: a diverged loss is worth reporting.
 */
public record Metrics(SortedMap<String, Double> values) {
    private static final Metrics NONE = new Metrics(new TreeMap<>());

    public Metrics {
        // Not new TreeMap<>(values): that would keep a foreign comparator, and with it another order and equality.
        SortedMap<String, Double> sorted = new TreeMap<>();
        values.forEach((name, value) -> sorted.put(name, Objects.requireNonNull(value, name)));
        values = Collections.unmodifiableSortedMap(sorted);
    }

    public static Metrics none() {
        return NONE;
    }

    public static Metrics of(String name, double value) {
        return new Metrics(new TreeMap<>(Map.of(name, value)));
    }

    /** These metrics and one more; a metric of the same name is replaced. */
    public Metrics with(String name, double value) {
        SortedMap<String, Double> more = new TreeMap<>(values);
        more.put(name, value);
        return new Metrics(more);
    }

    public OptionalDouble get(String name) {
        Double value = values.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
