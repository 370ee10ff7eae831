package io.tifl.coordinator.app;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Prometheus reads: values by name and labels, such as {@code tifl_rounds_total{job="a",status="committed"}}. */
record Scrape(Map<String, Double> series) {
    private static final Pattern LINE = Pattern.compile("([a-z_A-Z0-9:]+)(\\{.*})? (\\S+)");

    static Scrape parse(String text) {
        Map<String, Double> series = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (!line.startsWith("#") && matcher.matches()) {
                String labels = matcher.group(2) == null ? "" : matcher.group(2);
                series.put(matcher.group(1) + labels, number(matcher.group(3)));
            }
        }
        return new Scrape(series);
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** The value of a series; labels in alphabetical order. */
    double of(String name, String... labels) {
        StringBuilder key = new StringBuilder(name);
        for (int i = 0; i < labels.length; i += 2) {
            key.append(i == 0 ? "{" : ",")
                    .append(labels[i])
                    .append("=\"")
                    .append(labels[i + 1])
                    .append('"');
        }
        if (labels.length > 0) {
            key.append('}');
        }
        Double value = series.get(key.toString());
        if (value == null) {
            throw new AssertionError("there is no " + key + ", but " + like(name));
        }
        return value;
    }

    private Set<String> like(String name) {
        Set<String> some = new TreeSet<>();
        series.keySet().stream().filter(key -> key.startsWith(name)).forEach(some::add);
        return some;
    }

    /** The names, without labels. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        series.keySet().forEach(key -> names.add(key.replaceFirst("\\{.*", "")));
        return names;
    }
}
