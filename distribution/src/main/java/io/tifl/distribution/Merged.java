package io.tifl.distribution;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Files of which every jar may have one and all count: providers of services and declarations of Spring. */
final class Merged {
    private final Map<String, Set<String>> lines = new TreeMap<>();
    private final Map<String, Map<String, Set<String>>> properties = new TreeMap<>();

    boolean takes(String name) {
        return isLines(name) || isProperties(name);
    }

    private static boolean isLines(String name) {
        return (name.startsWith("META-INF/services/") || name.startsWith("META-INF/spring/"))
                && name.chars().filter(c -> c == '/').count() == 2;
    }

    private static boolean isProperties(String name) {
        return name.equals("META-INF/spring.factories")
                || name.equals("META-INF/spring-autoconfigure-metadata.properties")
                || name.startsWith("META-INF/spring/aot.factories");
    }

    void add(String name, byte[] content) throws IOException {
        String text = new String(content, StandardCharsets.UTF_8);
        if (isProperties(name)) {
            addProperties(properties.computeIfAbsent(name, _ -> new TreeMap<>()), text);
        } else {
            Set<String> all = lines.computeIfAbsent(name, _ -> new LinkedHashSet<>());
            text.lines()
                    .map(Merged::withoutComment)
                    .filter(line -> !line.isEmpty())
                    .forEach(all::add);
        }
    }

    private static void addProperties(Map<String, Set<String>> all, String text) throws IOException {
        Properties read = new Properties();
        read.load(new StringReader(text));
        read.stringPropertyNames().forEach(key -> {
            Set<String> values = all.computeIfAbsent(key, _ -> new LinkedHashSet<>());
            for (String value : read.getProperty(key).split(",", -1)) {
                if (!value.isBlank()) {
                    values.add(value.strip());
                }
            }
        });
    }

    private static String withoutComment(String line) {
        int hash = line.indexOf('#');
        return (hash < 0 ? line : line.substring(0, hash)).strip();
    }

    /** What was merged, by name. */
    Map<String, byte[]> files() {
        Map<String, byte[]> files = new TreeMap<>();
        lines.forEach((name, all) -> files.put(name, bytes(String.join("\n", all))));
        properties.forEach((name, all) -> files.put(
                name,
                bytes(all.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + String.join(",", entry.getValue()))
                        .collect(Collectors.joining("\n")))));
        return files;
    }

    private static byte[] bytes(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
