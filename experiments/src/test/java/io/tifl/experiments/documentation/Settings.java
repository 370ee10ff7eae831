package io.tifl.experiments.documentation;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which settings a coordinator knows: tifl's own by their classes, others by the metadata of Spring Boot's jars. */
final class Settings {
    private static final List<String> METADATA = List.of(
            "META-INF/spring-configuration-metadata.json", "META-INF/additional-spring-configuration-metadata.json");

    /** Settings without metadata: what stands below them is free, or a library reads them itself. */
    private static final List<String> FREE = List.of(
            "logging.level.",
            "spring.ssl.bundle.",
            "tifl.kafka.settings.",
            "tifl.client."); // the starter's, with tests of its own

    private Settings() {}

    /** As Spring flattens a tree. */
    static Map<String, String> flat(Map<?, ?> tree) {
        Map<String, String> flat = new TreeMap<>();
        flatten("", tree, flat);
        return flat;
    }

    private static void flatten(String prefix, Map<?, ?> tree, Map<String, String> flat) {
        tree.forEach((key, value) -> {
            String name = prefix + key;
            if (value instanceof Map<?, ?> below) {
                flatten(name + ".", below, flat);
            } else if (value instanceof List<?> list) {
                flat.put(
                        name,
                        String.join(",", list.stream().map(String::valueOf).toList()));
            } else {
                flat.put(name, String.valueOf(value));
            }
        });
    }

    /**
     * Requires that all names are known and that tifl's values can be bound.
     *
     * @throws IllegalArgumentException naming all that are not known
     */
    static void requireKnown(Map<String, String> said) throws IOException {
        Set<String> known = known();
        List<String> unknown = said.keySet().stream()
                .filter(name -> FREE.stream().noneMatch(name::startsWith))
                .filter(name -> !known.contains(canonical(name)))
                .toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("a coordinator has no setting " + String.join(", ", unknown));
        }
        Binder binder = new Binder(new MapConfigurationPropertySource(said));
        for (PropertiesClass of : PropertiesClass.all()) {
            Object _ = binder.bind(of.prefix(), Bindable.of(of.type())).orElse(null);
        }
    }

    private static Set<String> known() throws IOException {
        Set<String> known = new TreeSet<>();
        for (PropertiesClass of : PropertiesClass.all()) {
            of.settings().forEach(setting -> known.add(canonical(setting.name())));
        }
        ClassLoader loader = Settings.class.getClassLoader();
        for (String file : METADATA) {
            for (URL url : Collections.list(loader.getResources(file))) {
                known.addAll(names(url));
            }
        }
        return known;
    }

    private static List<String> names(URL url) throws IOException {
        try (InputStream in = url.openStream()) {
            List<String> names = new ArrayList<>();
            for (JsonNode property : JsonMapper.shared().readTree(in).path("properties")) {
                names.add(canonical(property.path("name").asString()));
            }
            return names;
        }
    }

    private static String canonical(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT);
    }
}
