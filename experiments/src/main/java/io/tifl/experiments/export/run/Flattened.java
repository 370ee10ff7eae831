package io.tifl.experiments.export.run;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Nested settings as pairs of a dotted name and a text. */
final class Flattened {
    private final SortedMap<String, String> pairs = new TreeMap<>();

    private Flattened() {}

    static SortedMap<String, String> of(JsonNode tree) {
        Flattened flattened = new Flattened();
        flattened.add("", tree);
        return flattened.pairs;
    }

    private void add(String path, JsonNode node) {
        if (node.isObject()) {
            node.properties()
                    .forEach(field ->
                            add(path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue()));
        } else if (node.isArray()) {
            List<String> items = new ArrayList<>();
            node.forEach(item -> items.add(text(item)));
            put(path, String.join(",", items));
        } else if (!node.isNull()) {
            put(path, text(node));
        }
    }

    private static String text(JsonNode node) {
        return node.isString() ? node.asString() : node.toString();
    }

    private void put(String path, String text) {
        if (!text.isEmpty()) {
            pairs.put(path, text);
        }
    }
}
