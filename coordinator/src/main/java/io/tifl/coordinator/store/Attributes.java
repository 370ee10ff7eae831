package io.tifl.coordinator.store;

import io.tifl.protocol.Settings;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Names and values in one text column that people can read, as in the query of a URL: {@code os=android&ram=4}. */
final class Attributes {
    private Attributes() {}

    static String toText(Settings attributes) {
        return attributes.values().entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** @throws IllegalArgumentException if the text is not what {@link #toText} yields */
    static Settings fromText(String text) {
        SortedMap<String, String> values = new TreeMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("attribute '" + pair + "' has no value");
            }
            values.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
        }
        return new Settings(values);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
