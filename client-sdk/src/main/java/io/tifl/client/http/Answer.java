package io.tifl.client.http;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer of the coordinator, its headers and its body not yet believed. Confined to one thread; to be closed. */
final class Answer implements AutoCloseable {
    /** The longest JSON that is read: no answer needs more than a few hundred bytes. */
    static final int MOST_JSON_BYTES = 64 << 10;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long LONGEST_SECONDS = Duration.ofDays(1).toSeconds();

    private final HttpResponse<Incoming> response;

    Answer(HttpResponse<Incoming> response) {
        this.response = response;
    }

    int status() {
        return response.statusCode();
    }

    Incoming body() {
        return response.body();
    }

    String header(String name, String otherwise) {
        return response.headers().firstValue(name).orElse(otherwise);
    }

    /** @throws IOException if the header is absent or holds what no signed line can */
    String requiredLine(String name) throws IOException {
        String value = header(name, "");
        if (value.isEmpty() || value.indexOf('\n') >= 0) {
            throw new IOException("the answer to " + describe() + " lacks the header " + name);
        }
        return value;
    }

    /** A whole number of a header, 0 or more; empty if it is absent or anything else. */
    OptionalLong number(String name) {
        String text = header(name, "");
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    /** Seconds of a header, a day at most. A date, which HTTP allows, is left unread: clocks play no part. */
    @Nullable
    Duration seconds(String name) {
        OptionalLong seconds = number(name);
        return seconds.isPresent() ? Duration.ofSeconds(Math.min(seconds.getAsLong(), LONGEST_SECONDS)) : null;
    }

    /** Refuses a body that is no message, such as a page of a captive portal. */
    void requireMessage() throws IOException {
        requireType("application/octet-stream");
    }

    /** The body as a JSON object. */
    JsonNode json() throws IOException {
        requireType("application/json");
        return object();
    }

    private void requireType(String expected) throws IOException {
        String type = header("Content-Type", "nothing");
        if (!type.split(";", 2)[0].strip().equalsIgnoreCase(expected)) {
            throw new IOException("the answer to " + describe() + " is " + type + ", expected " + expected
                    + "; is there a captive portal or a proxy on the way?");
        }
    }

    /** The body as a JSON object, whatever type it claims. */
    JsonNode object() throws IOException {
        byte[] text = body().readNBytes(MOST_JSON_BYTES + 1);
        if (text.length > MOST_JSON_BYTES) {
            throw new IOException("the answer to " + describe() + " has more than " + MOST_JSON_BYTES + " bytes");
        }
        try {
            JsonNode node = JSON.readTree(text);
            if (node.isObject()) {
                return node;
            }
        } catch (JacksonException e) {
            throw new IOException("the answer to " + describe() + " is no JSON: " + e.getOriginalMessage(), e);
        }
        throw new IOException("the answer to " + describe() + " is no JSON object");
    }

    /** A text in such an object. */
    String text(JsonNode object, String name) throws IOException {
        JsonNode value = object.path(name);
        if (!value.isString() || value.stringValue().isEmpty()) {
            throw new IOException("the answer to " + describe() + " lacks '" + name + "'");
        }
        return value.stringValue();
    }

    /** Whether it answers a HEAD, and so has no body, not even to say what is wrong. */
    boolean isToHead() {
        return response.request().method().equals("HEAD");
    }

    String describe() {
        return response.request().method() + " " + response.request().uri().getPath();
    }

    @Override
    public void close() {
        body().close();
    }
}
