package io.tifl.leaf.json;

import io.tifl.leaf.set.ElementType;
import io.tifl.leaf.set.LeafForms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Collectors;

/** Tweets as arrays of strings. */
final class TweetCodec extends LeafCodec {
    private static final int TEXT = 4;

    private final TweetTokens tokens;

    TweetCodec(TweetTokens tokens) {
        super(LeafForms.sent140(tokens.words()));
        this.tokens = tokens;
    }

    @Override
    void readX(JsonIn in, Rows rows) throws IOException {
        in.inArray();
        List<String> strings = in.restOfStrings();
        if (strings.size() <= TEXT) {
            throw in.fail("expected a tweet of 5 or 6 strings, its text at index 4, got " + strings.size());
        }
        ByteBuffer into = ByteBuffer.wrap(rows.feature()).order(ByteOrder.LITTLE_ENDIAN);
        for (int token : tokens.of(strings.get(TEXT))) {
            put(form().features().type(), into, token);
        }
        rows.addX(json(strings));
    }

    private static void put(ElementType type, ByteBuffer into, int token) {
        switch (type) {
            case U8 -> into.put((byte) token);
            case U16 -> into.putShort((short) token);
            default -> into.putInt(token);
        }
    }

    private static String json(List<String> strings) {
        return strings.stream().map(PythonJson::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    @Override
    void readY(JsonIn in, Rows rows) throws IOException {
        rows.label()[0] = (byte) label(in, form().classes());
        rows.addY("");
    }

    @Override
    void writeX(StoredRows rows, int row, int count, PythonJson out) throws IOException {
        try (JsonIn in = JsonIn.of("note of row " + row, rows.note(row))) {
            out.raw(json(in.strings()));
        }
    }

    @Override
    void writeY(StoredRows rows, int row, int count, PythonJson out) throws IOException {
        out.number(rows.labels(row).get(0));
    }
}
