package io.tifl.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The chart, rendered with the part of Helm's language that its templates use; what is beyond that part is an error. */
final class Chart {
    static final Path FOLDER = Path.of("..", "deploy", "helm", "tifl");
    private static final ObjectMapper YAML = new YAMLMapper();

    private final Map<String, Object> scope = new HashMap<>();
    private final Template template = new Template();

    private Chart(Map<String, Object> values) throws IOException {
        Map<String, Object> chart = map(FOLDER.resolve("Chart.yaml"));
        scope.put("Values", values);
        scope.put("Chart", Map.of("AppVersion", Objects.requireNonNull(chart.get("appVersion")), "Name", "tifl"));
        scope.put("Release", Map.of("Name", "fleet", "Namespace", "learning", "Service", "Helm"));
        scope.put("Template", Map.of("BasePath", "tifl/templates"));
        for (Path file : templates()) {
            template.parse("tifl/templates/" + file.getFileName(), Files.readString(file));
        }
    }

    /** All objects of the chart, by kind and name, where {@code overrides} (YAML) are laid over its values. */
    static Map<String, JsonNode> render(String overrides) throws IOException {
        Chart chart = new Chart(merged(map(FOLDER.resolve("values.yaml")), read(overrides)));
        Map<String, JsonNode> objects = new TreeMap<>();
        for (Path file : templates()) {
            if (file.toString().endsWith(".yaml")) {
                for (JsonNode object : chart.objects(file)) {
                    String name = object.path("kind").asString() + "/"
                            + object.path("metadata").path("name").asString();
                    if (objects.put(name, object) != null) {
                        throw new IOException(name + " twice");
                    }
                }
            }
        }
        return objects;
    }

    static String notes() throws IOException {
        return new Chart(map(FOLDER.resolve("values.yaml"))).text(FOLDER.resolve("templates/NOTES.txt"));
    }

    private String text(Path file) throws IOException {
        return template.run("tifl/templates/" + file.getFileName(), scope);
    }

    private List<JsonNode> objects(Path file) throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        for (String document : text(file).split("(?m)^---$", -1)) {
            JsonNode object = YAML.readTree(document);
            if (object != null && object.isObject()) {
                objects.add(object);
            }
        }
        return objects;
    }

    private static List<Path> templates() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve("templates"))) {
            return files.sorted().toList();
        }
    }

    private static Map<String, Object> map(Path file) throws IOException {
        return read(Files.readString(file, StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> read(String yaml) {
        @Nullable Map<String, Object> map = yaml.isBlank() ? Map.of() : YAML.readValue(yaml, Map.class);
        return map;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> merged(Map<String, Object> below, Map<String, Object> above) {
        Map<String, Object> all = new HashMap<>(below);
        above.forEach((key, value) -> all.merge(
                key,
                value,
                (old, young) -> old instanceof Map<?, ?> a && young instanceof Map<?, ?> b
                        ? merged((Map<String, Object>) a, (Map<String, Object>) b)
                        : young));
        return all;
    }
}
