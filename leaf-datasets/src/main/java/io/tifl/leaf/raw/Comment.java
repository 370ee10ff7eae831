package io.tifl.leaf.raw;

import io.tifl.leaf.json.LeafNotes.CommentFacts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * A comment on Reddit.
 *
 * @param text as written, or its words with spaces between
 */
record Comment(String author, CommentFacts facts, String text) {
    private static final long LAST = 100_000_000_000L;
    private static final int MAX_NAME = 1000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(100)
                    .maxNumberLength(100)
                    .build())
            .build();

    /** @throws IOException saying what is wrong, without the place */
    static Comment ofJson(byte[] json, int length) throws IOException {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json, 0, length)) {
            return read(parser);
        } catch (JacksonException e) {
            throw new IOException("no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Comment read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("expected a JSON object");
        }
        String author = "";
        String subreddit = "";
        String body = "";
        long created = -1;
        long score = 0;
        int found = 0;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "author" -> author = string(name, parser);
                case "subreddit" -> subreddit = string(name, parser);
                case "body" -> body = string(name, parser);
                case "created_utc" -> created = number(name, parser);
                case "score" -> score = number(name, parser);
                default -> {
                    parser.skipChildren();
                    found--;
                }
            }
            found++;
        }
        if (found < 5) {
            throw new IOException("expected a comment with author, subreddit, body, created_utc and score");
        }
        if (created < 0 || created > LAST || author.length() > MAX_NAME || subreddit.length() > MAX_NAME) {
            throw new IOException("not to be believed: created_utc " + created + ", author " + Quoted.of(author)
                    + ", subreddit " + Quoted.of(subreddit));
        }
        return new Comment(author, new CommentFacts(subreddit, created, score), body);
    }

    private static String string(String name, JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new IOException("expected a string as " + name);
        }
        return parser.getString();
    }

    // Some months have numbers as strings, and scores that are hidden are null.
    private static long number(String name, JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return 0;
        }
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return parser.getLongValue();
        }
        try {
            return Long.parseLong(parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : "");
        } catch (NumberFormatException e) {
            throw new IOException("expected a whole number as " + name, e);
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeUTF(author);
        out.writeUTF(facts.subreddit());
        out.writeLong(facts.createdUtc());
        out.writeLong(facts.score());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static Comment read(DataInput in) throws IOException {
        String author = in.readUTF();
        CommentFacts facts = new CommentFacts(in.readUTF(), in.readLong(), in.readLong());
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new Comment(author, facts, new String(bytes, StandardCharsets.UTF_8));
    }

    List<String> words() {
        return List.of(text.split(" "));
    }
}
