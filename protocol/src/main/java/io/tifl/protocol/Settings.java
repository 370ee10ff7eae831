package io.tifl.protocol;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Named settings of a task, a model or a policy, as text, in the order of their names.
 *
 * <p>They travel unchanged between configuration files, the wire and the command line. Typed accessors report a bad value
 * with its name, what it is and what was expected.
 */
public record Settings(SortedMap<String, String> values) {
    private static final Settings NONE = new Settings(new TreeMap<>());

    public Settings {
        // Not new TreeMap<>(values): that would keep a foreign comparator, and with it another order and equality.
        SortedMap<String, String> sorted = new TreeMap<>();
        values.forEach((name, value) -> sorted.put(name, Objects.requireNonNull(value, name)));
        values = Collections.unmodifiableSortedMap(sorted);
    }

    public static Settings none() {
        return NONE;
    }

    public static Settings of(Map<String, String> values) {
        return new Settings(new TreeMap<>(values));
    }

    /** These settings and one more; a setting of the same name is replaced. */
    public Settings with(String name, Object value) {
        SortedMap<String, String> more = new TreeMap<>(values);
        more.put(name, value.toString());
        return new Settings(more);
    }

    /** These settings and others, which win. */
    public Settings with(Settings others) {
        SortedMap<String, String> all = new TreeMap<>(values);
        all.putAll(others.values);
        return new Settings(all);
    }

    /** Those of these names that there are. */
    public Settings only(Set<String> names) {
        SortedMap<String, String> some = new TreeMap<>(values);
        some.keySet().retainAll(names);
        return new Settings(some);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /** @throws IllegalArgumentException if the setting is absent */
    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("setting '" + name + "' is missing; given: " + values.keySet());
        }
        return value;
    }

    /** @throws IllegalArgumentException if the value is not a whole number */
    public int integer(String name, int otherwise) {
        return parsed(name, values.get(name), otherwise, "a whole number", Integer::valueOf);
    }

    /** @throws IllegalArgumentException if the value is not a finite number */
    public double real(String name, double otherwise) {
        return parsed(name, values.get(name), otherwise, "a finite number", Settings::parseFinite);
    }

    /** @throws IllegalArgumentException if the value is neither {@code true} nor {@code false} */
    public boolean flag(String name, boolean otherwise) {
        return parsed(name, values.get(name), otherwise, "true or false", Settings::parseFlag);
    }

    /** @throws IllegalArgumentException naming every setting that is not among {@code known} */
    public void requireOnly(Set<String> known) {
        Set<String> unknown = values.keySet().stream()
                .filter(name -> !known.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown setting " + unknown + "; known are " + new TreeSet<>(known));
        }
    }

    private static <T> T parsed(
            String name, @Nullable String value, T otherwise, String expected, Function<String, T> parse) {
        if (value == null) {
            return otherwise;
        }
        try {
            return parse.apply(value.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("setting '" + name + "' is '" + value + "', expected " + expected, e);
        }
    }

    private static Double parseFinite(String value) {
        Double number = Double.valueOf(value);
        if (number.isNaN() || number.isInfinite()) {
            throw new IllegalArgumentException(value);
        }
        return number;
    }

    private static Boolean parseFlag(String value) {
        return switch (value) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> throw new IllegalArgumentException(value);
        };
    }
}
