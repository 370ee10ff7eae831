package io.tifl.experiments.benchmark.spec;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the values of one group of settings and notes what is wrong with them and which are unknown. */
final class Group {
    private final String prefix;
    private final Map<?, ?> values;
    private final List<String> problems;
    private final Set<String> asked = new HashSet<>();

    Group(String prefix, Map<?, ?> values, List<String> problems) {
        this.prefix = prefix;
        this.values = values;
        this.problems = problems;
    }

    Group inner(String name) {
        Object value = value(name);
        if (value == null || value instanceof Map<?, ?>) {
            return new Group(prefix + name + ".", value == null ? Map.of() : (Map<?, ?>) value, problems);
        }
        problems.add("'" + prefix + name + "' must hold names and values");
        return new Group(prefix + name + ".", Map.of(), problems);
    }

    boolean has(String name) {
        asked.add(name);
        return values.get(name) != null;
    }

    private @Nullable Object value(String name) {
        asked.add(name);
        return values.get(name);
    }

    Map<?, ?> all() {
        return values;
    }

    String text(String name, String otherwise) {
        Object value = value(name);
        if (value instanceof Map<?, ?> || value instanceof List<?>) {
            problems.add("'" + prefix + name + "' must be one value");
            return otherwise;
        }
        return value == null ? otherwise : String.valueOf(value);
    }

    Optional<String> text(String name) {
        return has(name) ? Optional.of(text(name, "")) : Optional.empty();
    }

    /** A value that {@code parse} makes of a text, throwing {@link IllegalArgumentException} for a wrong one. */
    <T> T parsed(String name, T otherwise, Function<String, T> parse) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            return parse.apply(text.get());
        } catch (IllegalArgumentException e) {
            problems.add("'" + prefix + name + "': " + e.getMessage());
            return otherwise;
        }
    }

    <E extends Enum<E>> E oneOf(String name, E otherwise, Class<E> kinds) {
        return parsed(name, otherwise, text -> {
            for (E kind : kinds.getEnumConstants()) {
                if (kind.toString().equals(text)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("'" + text + "' is none of "
                    + List.of(kinds.getEnumConstants()).toString());
        });
    }

    int whole(String name, int otherwise, int least, int most) {
        return (int) number(name, otherwise, least, most, true);
    }

    double real(String name, double otherwise, double least, double most) {
        return number(name, otherwise, least, most, false);
    }

    private double number(String name, double otherwise, double least, double most, boolean isWhole) {
        double number = parsed(name, otherwise, text -> {
            try {
                return Double.valueOf(text);
            } catch (NumberFormatException _) {
                throw new IllegalArgumentException("expected a number, got '" + text + "'");
            }
        });
        boolean fits = number >= least && number <= most;
        if (!fits || (isWhole && number != Math.rint(number))) {
            problems.add("'" + prefix + name + "' must be " + (isWhole ? "a whole number" : "a number") + " between "
                    + plain(least) + " and " + plain(most) + ", got " + text(name, plain(otherwise)));
            return otherwise;
        }
        return number;
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15 ? Long.toString((long) number) : "" + number;
    }

    long seed(String name, long otherwise) {
        return parsed(name, otherwise, text -> {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException _) {
                throw new IllegalArgumentException("expected a whole number, got '" + text + "'");
            }
        });
    }

    boolean flag(String name, boolean otherwise) {
        return parsed(name, otherwise, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("expected true or false, got '" + text + "'");
        });
    }

    Duration seconds(String name, double otherwise, double least, double most) {
        return Duration.ofNanos(Math.round(real(name, otherwise, least, most) * 1e9));
    }

    Duration milliseconds(String name, double otherwise, double least, double most) {
        return Duration.ofNanos(Math.round(real(name, otherwise, least, most) * 1e6));
    }

    List<Double> ascending(String name, int most) {
        Object value = value(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)
                || list.size() > most
                || !list.stream().allMatch(Number.class::isInstance)) {
            problems.add("'" + prefix + name + "' must be a list of up to " + most + " numbers");
            return List.of();
        }
        List<Double> numbers =
                list.stream().map(number -> ((Number) number).doubleValue()).toList();
        for (int i = 0; i < numbers.size(); i++) {
            double before = i == 0 ? 0 : numbers.get(i - 1);
            if (!(numbers.get(i) >= before) || Double.isInfinite(numbers.get(i))) {
                problems.add("'" + prefix + name + "' must not be negative and must ascend, got " + numbers.get(i)
                        + " after " + before);
                return List.of();
            }
        }
        return numbers;
    }

    /** Notes every name that was never asked for; to be called last. */
    void refuseOthers() {
        for (Object name : values.keySet()) {
            if (!asked.contains(String.valueOf(name))) {
                problems.add("unknown setting '" + prefix + name + "'; known are " + new TreeSet<>(asked));
            }
        }
    }
}
