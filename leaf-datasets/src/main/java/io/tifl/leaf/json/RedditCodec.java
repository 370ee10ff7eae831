package io.tifl.leaf.json;

import io.tifl.leaf.set.LeafForms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JsonToken;

/** Comments: a list of sequences of 10 words each, and an object with the words that follow. */
final class RedditCodec extends LeafCodec {
    private static final int UNKNOWN = 1;

    private final List<String> words;
    private final Map<String, Integer> tokens = new HashMap<>();

    RedditCodec(List<String> words) {
        super(LeafForms.reddit());
        if (words.size() < 2 || words.size() > form().classes()) {
            throw new IllegalArgumentException(
                    "a vocabulary of Reddit has 2 to " + form().classes() + " words, got " + words.size());
        }
        this.words = List.copyOf(words);
        for (int i = 0; i < words.size(); i++) {
            if (i != UNKNOWN) {
                tokens.put(words.get(i), i);
            }
        }
    }

    @Override
    void readX(JsonIn in, Rows rows) throws IOException {
        in.inArray();
        while (in.hasNext()) {
            in.inArray();
            List<String> unknown = tokens(in, in.restOfStrings(), rows.feature());
            rows.addX("\"comment\": " + rows.elements() + list("unknown_x", unknown));
        }
    }

    private static String list(String name, List<String> strings) {
        return strings.isEmpty() ? "" : ", \"" + name + "\": " + json(strings);
    }

    private static String json(List<String> strings) {
        return strings.stream().map(PythonJson::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private List<String> tokens(JsonIn in, List<String> sequence, byte[] into) throws IOException {
        if (sequence.size() != LeafForms.SEQUENCE) {
            throw in.fail("expected sequences of " + LeafForms.SEQUENCE + " words, got one of " + sequence.size());
        }
        ByteBuffer numbers = ByteBuffer.wrap(into).order(ByteOrder.LITTLE_ENDIAN);
        List<String> unknown = new ArrayList<>();
        for (String word : sequence) {
            int token = tokens.getOrDefault(word, UNKNOWN);
            if (token == UNKNOWN) {
                unknown.add(word);
            }
            numbers.putShort((short) token);
        }
        return unknown;
    }

    @Override
    void readY(JsonIn in, Rows rows) throws IOException {
        in.inObject();
        StringBuilder meta = new StringBuilder();
        List<List<String>> targets = new ArrayList<>();
        List<String> counts = new ArrayList<>();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "target_tokens" -> {
                    in.beginArray();
                    while (in.hasNext()) {
                        in.inArray();
                        targets.add(in.restOfStrings());
                    }
                }
                case "count_tokens" -> {
                    in.beginArray();
                    while (in.hasNext()) {
                        counts.add(counts(in));
                    }
                }
                case "subreddit", "created_utc", "score" -> {
                    in.next();
                    meta.append(", ")
                            .append(PythonJson.quoted(key))
                            .append(": ")
                            .append(in.scalar());
                }
                default -> throw in.fail("unknown entry '" + key + "' of a comment");
            }
        }
        if (targets.size() != counts.size()) {
            throw in.fail(targets.size() + " sequences of target_tokens but " + counts.size() + " of count_tokens");
        }
        for (int i = 0; i < targets.size(); i++) {
            List<String> unknown = tokens(in, targets.get(i), rows.label());
            rows.addY(meta + ", \"count_tokens\": " + counts.get(i) + list("unknown_y", unknown));
        }
    }

    private static String counts(JsonIn in) throws IOException {
        in.inArray();
        List<String> counts = new ArrayList<>();
        while (in.hasNext()) {
            int count = in.whole();
            if (count > 1) {
                throw in.fail("expected counts of 0 or 1, got " + count);
            }
            counts.add(Integer.toString(count));
        }
        if (counts.size() != LeafForms.SEQUENCE) {
            throw in.fail("expected " + LeafForms.SEQUENCE + " counts, got " + counts.size());
        }
        return "[" + String.join(", ", counts) + "]";
    }

    @Override
    String note(String ofX, String ofY) {
        return "{" + ofX + ofY + "}";
    }

    // LEAF writes the number of all a user's comments into each of train, val and test.
    @Override
    boolean isKnownFault(int written, int actual) {
        return written > actual;
    }

    @Override
    int rowsOfElement(StoredRows rows, int row, int end) throws IOException {
        int comment = Note.of(rows, row).comment;
        int next = row + 1;
        while (next < end && Note.of(rows, next).comment == comment) {
            next++;
        }
        return next - row;
    }

    @Override
    void writeX(StoredRows rows, int row, int count, PythonJson out) throws IOException {
        out.raw("[");
        for (int i = 0; i < count; i++) {
            Note note = Note.of(rows, row + i);
            out.comma(i).raw(json(words(rows.features(row + i), note.unknownX)));
        }
        out.raw("]");
    }

    @Override
    void writeY(StoredRows rows, int row, int count, PythonJson out) throws IOException {
        out.raw("{");
        for (String entry : Note.of(rows, row).meta) {
            out.raw(entry).raw(", ");
        }
        out.raw("\"target_tokens\": [");
        for (int i = 0; i < count; i++) {
            Note note = Note.of(rows, row + i);
            out.comma(i).raw(json(words(rows.labels(row + i), note.unknownY)));
        }
        out.raw("], \"count_tokens\": [");
        for (int i = 0; i < count; i++) {
            out.comma(i).raw(floats(Note.of(rows, row + i).counts));
        }
        out.raw("]}");
    }

    private static String floats(List<Integer> counts) {
        return counts.stream().map(count -> count + ".0").collect(Collectors.joining(", ", "[", "]"));
    }

    private List<String> words(ByteBuffer numbers, List<String> unknown) throws IOException {
        Iterator<String> next = unknown.iterator();
        List<String> result = new ArrayList<>();
        for (int i = 0; i < LeafForms.SEQUENCE; i++) {
            int token = numbers.getShort(i * Short.BYTES) & 0xffff;
            result.add(token == UNKNOWN && next.hasNext() ? next.next() : word(token));
        }
        return result;
    }

    private String word(int token) throws IOException {
        if (token >= words.size()) {
            throw new IOException("token " + token + " is not in the vocabulary of " + words.size() + " words");
        }
        return words.get(token);
    }

    /** What a row's note says. */
    private static final class Note {
        private int comment;
        private final List<String> meta = new ArrayList<>();
        private List<String> unknownX = List.of();
        private List<String> unknownY = List.of();
        private final List<Integer> counts = new ArrayList<>();

        static Note of(StoredRows rows, int row) throws IOException {
            Note note = new Note();
            try (JsonIn in = JsonIn.of("note of row " + row, rows.note(row))) {
                in.expect(JsonToken.START_OBJECT);
                for (String key = in.nextName(); key != null; key = in.nextName()) {
                    note.read(in, key);
                }
            }
            return note;
        }

        private void read(JsonIn in, String key) throws IOException {
            switch (key) {
                case "comment" -> {
                    in.next();
                    comment = in.whole();
                }
                case "unknown_x" -> unknownX = in.strings();
                case "unknown_y" -> unknownY = in.strings();
                case "count_tokens" -> {
                    in.beginArray();
                    while (in.hasNext()) {
                        counts.add(in.whole());
                    }
                }
                default -> {
                    in.next();
                    meta.add(PythonJson.quoted(key) + ": " + in.scalar());
                }
            }
        }
    }
}
