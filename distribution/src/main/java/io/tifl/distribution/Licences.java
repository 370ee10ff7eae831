package io.tifl.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a bill of materials (CycloneDX, JSON), writes the licences of all components as Markdown, and refuses those that are not
 * wanted: a component is welcome where one of its licences is permitted, or where it is a named exception.
 */
public final class Licences {
    private static final Pattern PERMITTED = Pattern.compile(
            "(?i).*(apache|\\bmit\\b|mit-0|bsd|\\bepl\\b|eclipse public|eclipse distribution|\\bedl\\b|cc0|public domain|bouncy castle).*");

    private final Map<String, String> exceptions;

    Licences(Map<String, String> exceptions) {
        this.exceptions = Map.copyOf(exceptions);
    }

    /** A component and what it may be used under. */
    record Component(String name, String version, List<String> licences) {
        Component {
            licences = List.copyOf(licences);
        }
    }

    /** Arguments: the bill of materials, the file of exceptions, the report to write. Exit code 1 where a licence is not permitted. */
    public static void main(String[] arguments) throws IOException {
        List<Component> components = read(Path.of(arguments[0]));
        Licences licences = new Licences(exceptions(Path.of(arguments[1])));
        Files.writeString(Path.of(arguments[2]), licences.report(components));
        List<String> refused = licences.refused(components);
        refused.forEach(line -> System.err.println("licence not permitted: " + line));
        System.out.printf("%d components, %d refused%n", components.size(), refused.size());
        if (!refused.isEmpty()) {
            System.exit(1);
        }
    }

    /** Lines {@code group:name  why}; blank ones and those that begin with a hash do not count. */
    static Map<String, String> exceptions(Path file) throws IOException {
        Map<String, String> exceptions = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                int blank = line.indexOf(' ');
                if (blank < 0) {
                    throw new IOException(file + ": expected 'group:name why', found '" + line + "'");
                }
                exceptions.put(line.substring(0, blank), line.substring(blank).strip());
            }
        }
        return exceptions;
    }

    static List<Component> read(Path bom) throws IOException {
        JsonNode all = new JsonMapper().readTree(Files.readString(bom)).path("components");
        if (all.isEmpty()) {
            throw new IOException(bom + " names no components; expected a CycloneDX bill of materials in JSON");
        }
        List<Component> components = new ArrayList<>();
        for (JsonNode component : all) {
            components.add(new Component(
                    component.path("group").asString("") + ":"
                            + component.path("name").asString(""),
                    component.path("version").asString(""),
                    licences(component.path("licenses"))));
        }
        return components;
    }

    private static List<String> licences(JsonNode licences) {
        List<String> names = new ArrayList<>();
        for (JsonNode one : licences) {
            if (one.has("expression")) {
                names.add(one.path("expression").asString(""));
            } else {
                JsonNode licence = one.path("license");
                names.add(licence.path("id").asString(licence.path("name").asString("")));
            }
        }
        return names;
    }

    List<String> refused(List<Component> components) {
        return components.stream()
                .filter(component -> !isPermitted(component))
                .map(component -> component.name() + " " + component.version() + " " + component.licences())
                .toList();
    }

    private boolean isPermitted(Component component) {
        return exceptions.containsKey(component.name())
                || component.licences().stream()
                        .anyMatch(name -> PERMITTED.matcher(name).matches());
    }

    String report(List<Component> components) {
        StringBuilder report = new StringBuilder(
                "# Licences of what tifl ships\n\n| component | version | licences |\n|---|---|---|\n");
        for (Component component : components) {
            report.append("| %s | %s | %s |\n"
                    .formatted(component.name(), component.version(), String.join("; ", component.licences())));
        }
        report.append("\nNamed exceptions:\n\n");
        new TreeMap<>(exceptions).forEach((name, why) -> report.append("- `%s`: %s\n".formatted(name, why)));
        return report.toString();
    }
}
