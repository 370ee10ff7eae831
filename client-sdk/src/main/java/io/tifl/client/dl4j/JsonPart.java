package io.tifl.client.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One object of an untrusted JSON document and where it stands. Every accessor checks what it reads and names the place, what
 * is there and what was expected.
 */
record JsonPart(String path, JsonNode node) {
    private static final int MAX_LENGTH = 1 << 18;
    private static final int MAX_SHOWN = 80;
    private static final String CLASS = "@class";

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MAX_LENGTH)
                            .maxNestingDepth(16)
                            .maxNumberLength(40)
                            .maxStringLength(500)
                            .maxNameLength(100)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static JsonPart parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "the JSON has " + text.length() + " characters, expected at most " + MAX_LENGTH);
        }
        try {
            return new JsonPart("json", MAPPER.readTree(text)).object();
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the JSON cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    private JsonPart object() {
        if (!node.isObject()) {
            throw wrong("an object");
        }
        return this;
    }

    /** @throws IllegalArgumentException naming every field that is not among {@code known} */
    void requireOnly(Set<String> known) {
        Set<String> unknown = new TreeSet<>(node.propertyNames());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(path + " has the unknown field " + shown(unknown.toString())
                    + "; known are " + new TreeSet<>(known));
        }
    }

    /** These fields, if there, hold plain values that change nothing about the network. */
    void requirePlain(Set<String> names) {
        for (String name : names) {
            JsonPart field = field(name);
            if (field.node.isContainer() && !field.node.isEmpty()) {
                throw field.wrong("a plain value");
            }
        }
    }

    /** These fields are absent, null or empty: what they could ask for is not supported. */
    void requireAbsent(Set<String> names) {
        for (String name : names) {
            JsonPart field = field(name);
            if (!field.isAbsent() && !(field.node.isContainer() && field.node.isEmpty())) {
                throw field.wrong("nothing: it is not supported");
            }
        }
    }

    private JsonPart field(String name) {
        return new JsonPart(path + "." + name, node.path(name));
    }

    boolean isAbsent() {
        return node.isMissingNode() || node.isNull();
    }

    /** The object at this field, absent or not. */
    JsonPart optional(String name) {
        JsonPart field = field(name);
        return field.isAbsent() ? field : field.object();
    }

    JsonPart required(String name) {
        return field(name).object();
    }

    /** The objects in the array at this field; none if it is absent. */
    List<JsonPart> list(String name, int max) {
        JsonPart field = field(name);
        if (field.isAbsent()) {
            return List.of();
        }
        if (!field.node.isArray() || field.node.size() > max) {
            throw field.wrong("an array of at most " + max);
        }
        List<JsonPart> parts = new ArrayList<>();
        for (int i = 0; i < field.node.size(); i++) {
            parts.add(new JsonPart(field.path + "[" + i + "]", field.node.get(i)).object());
        }
        return parts;
    }

    /** The fields of this object that are objects, in the order of the document. */
    List<JsonPart> parts() {
        return node.propertyNames().stream().map(this::required).toList();
    }

    int integer(String name, int otherwise, int min, int max) {
        JsonPart field = field(name);
        return field.isAbsent() ? otherwise : field.integer(min, max);
    }

    /** A field that must be there. */
    int integer(String name, int min, int max) {
        return field(name).integer(min, max);
    }

    private int integer(int min, int max) {
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < min || node.intValue() > max) {
            throw wrong("a whole number from " + min + " to " + max);
        }
        return node.intValue();
    }

    /** As many whole numbers as {@code otherwise} has. */
    int[] integers(String name, int[] otherwise, int min, int max) {
        JsonPart field = field(name);
        if (field.isAbsent()) {
            return otherwise;
        }
        if (!field.node.isArray() || field.node.size() != otherwise.length) {
            throw field.wrong("an array of " + otherwise.length + " whole numbers");
        }
        int[] values = new int[otherwise.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = new JsonPart(field.path + "[" + i + "]", field.node.get(i)).integer(min, max);
        }
        return values;
    }

    double real(String name, double otherwise, double min, double max) {
        JsonPart field = field(name);
        if (field.isAbsent()) {
            return otherwise;
        }
        if (!field.node.isNumber() || !(field.node.doubleValue() >= min && field.node.doubleValue() <= max)) {
            throw field.wrong("a number from " + min + " to " + max);
        }
        return field.node.doubleValue();
    }

    boolean flag(String name, boolean otherwise) {
        JsonPart field = field(name);
        if (field.isAbsent()) {
            return otherwise;
        }
        if (!field.node.isBoolean()) {
            throw field.wrong("true or false");
        }
        return field.node.booleanValue();
    }

    /** One of these words; the first if the field is absent. */
    String word(String name, List<String> allowed) {
        JsonPart field = field(name);
        if (field.isAbsent()) {
            return allowed.getFirst();
        }
        if (!field.node.isString() || !allowed.contains(field.node.stringValue())) {
            throw field.wrong("one of " + allowed);
        }
        return field.node.stringValue();
    }

    /** The class named here, without its package, which must be this one. */
    String kind(String packageName, Set<String> allowed) {
        JsonPart field = field(CLASS);
        String prefix = packageName + ".";
        String named = field.node.isString() ? field.node.stringValue() : "";
        if (!named.startsWith(prefix) || !allowed.contains(named.substring(prefix.length()))) {
            throw field.wrong("one of " + new TreeSet<>(allowed) + " in " + packageName);
        }
        return named.substring(prefix.length());
    }

    IllegalArgumentException wrong(String expected) {
        String actual = node.isMissingNode() ? "missing" : shown(node.toString());
        return new IllegalArgumentException(path + " is " + actual + ", expected " + expected);
    }

    private static String shown(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    }
}
