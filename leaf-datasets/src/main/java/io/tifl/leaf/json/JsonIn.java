package io.tifl.leaf.json;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON token by token and says where it is wrong. Confined to one thread.
 *
 * <p>Strings have at most 1 Mi characters, names 4096, numbers 100, and nesting ends at 16: nothing of LEAF comes near.
 */
final class JsonIn implements Closeable {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(1 << 20)
                    .maxNameLength(4096)
                    .maxNumberLength(100)
                    .maxNestingDepth(16)
                    .build())
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private final String name;
    private final JsonParser parser;
    private String place = "";
    private String part = "";
    private int element;

    /** @param name of the file, for messages */
    JsonIn(String name, InputStream in) throws IOException {
        this.name = name;
        try {
            this.parser = FACTORY.createParser(ObjectReadContext.empty(), in);
        } catch (JacksonException e) {
            throw new IOException(name + ": " + e.getOriginalMessage(), e);
        }
    }

    static JsonIn of(String name, String text) {
        return new JsonIn(name, FACTORY.createParser(ObjectReadContext.empty(), text));
    }

    private JsonIn(String name, JsonParser parser) {
        this.name = name;
        this.parser = parser;
    }

    /** What is being read, in words, for messages. */
    void place(String words) {
        place = words;
        part = "";
    }

    /** An element of {@code x} or {@code y} is being read. */
    void place(String user, String part, int element) {
        this.place = user;
        this.part = part;
        this.element = element;
    }

    private String words() {
        return part.isEmpty() ? place : "user '" + place + "', " + part + "[" + element + "]";
    }

    IOException fail(String what) {
        return fail(what, null);
    }

    private IOException fail(String what, @Nullable Throwable cause) {
        long at = parser.currentTokenLocation().getByteOffset();
        String where = at < 0 ? "" : " at byte " + at;
        return new IOException(name + where + (place.isEmpty() ? "" : ", " + words()) + ": " + what, cause);
    }

    /** The next token; null at the end. */
    @Nullable
    JsonToken next() throws IOException {
        try {
            return parser.nextToken();
        } catch (JacksonException e) {
            throw fail(e.getOriginalMessage(), e);
        }
    }

    void expect(JsonToken expected) throws IOException {
        require(next(), expected);
    }

    private void require(@Nullable JsonToken actual, JsonToken expected) throws IOException {
        if (actual != expected) {
            throw fail("expected " + words(expected) + ", got " + words(actual));
        }
    }

    /** The name of the next entry of an object; null where the object ends. */
    @Nullable
    String nextName() throws IOException {
        JsonToken token = next();
        if (token == JsonToken.END_OBJECT) {
            return null;
        }
        require(token, JsonToken.PROPERTY_NAME);
        return parser.currentName();
    }

    /** Begins an array: its elements follow, each after {@link #hasNext}. */
    void beginArray() throws IOException {
        expect(JsonToken.START_ARRAY);
    }

    /** Whether the array goes on; the token is its next element then. */
    boolean hasNext() throws IOException {
        return next() != JsonToken.END_ARRAY;
    }

    /** The current token as a string. */
    String string() throws IOException {
        require(parser.currentToken(), JsonToken.VALUE_STRING);
        try {
            return parser.getString();
        } catch (JacksonException e) {
            throw fail(e.getOriginalMessage(), e);
        }
    }

    /** The current token as a number. */
    double number() throws IOException {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
            throw fail("expected a number, got " + words(token));
        }
        try {
            return parser.getDoubleValue();
        } catch (JacksonException e) {
            throw fail(e.getOriginalMessage(), e);
        }
    }

    /** The current token as a whole number of 0 or more; {@code 3.0} is 3. */
    int whole() throws IOException {
        double number = number();
        if (!(number >= 0 && number <= Integer.MAX_VALUE && number == Math.rint(number))) {
            throw fail("expected a whole number of 0 or more, got " + number);
        }
        return (int) number;
    }

    /** The current token, which must begin an array. */
    void inArray() throws IOException {
        require(parser.currentToken(), JsonToken.START_ARRAY);
    }

    /** The current token, which must begin an object. */
    void inObject() throws IOException {
        require(parser.currentToken(), JsonToken.START_OBJECT);
    }

    /** An array of strings, whose first token is the next one. */
    List<String> strings() throws IOException {
        beginArray();
        return restOfStrings();
    }

    /** The strings of the array whose first token is the current one. */
    List<String> restOfStrings() throws IOException {
        List<String> strings = new ArrayList<>();
        while (hasNext()) {
            strings.add(string());
        }
        return strings;
    }

    /** The current scalar as it would stand in JSON. */
    String scalar() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null || !token.isScalarValue()) {
            throw fail("expected a string or a number, got " + words(token));
        }
        return token == JsonToken.VALUE_STRING ? PythonJson.quoted(string()) : parser.getString();
    }

    void skip() throws IOException {
        try {
            parser.nextToken();
            parser.skipChildren();
        } catch (JacksonException e) {
            throw fail(e.getOriginalMessage(), e);
        }
    }

    private static String words(@Nullable JsonToken token) {
        return switch (token) {
            case null -> "the end of the file";
            case START_OBJECT -> "an object";
            case END_OBJECT -> "the end of an object";
            case START_ARRAY -> "an array";
            case END_ARRAY -> "the end of an array";
            case PROPERTY_NAME -> "a name";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            default -> token.toString();
        };
    }

    @Override
    public void close() {
        parser.close();
    }
}
