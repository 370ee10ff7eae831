package io.tifl.leaf.json;

import io.tifl.leaf.set.LeafAlphabet;
import io.tifl.leaf.set.LeafForms;
import java.io.IOException;

/** Windows of 80 characters, and the character that follows. */
final class ShakespeareCodec extends LeafCodec {
    /** LEAF's script forgets the examples it leaves out between train and test when it counts those to test. */
    private static final int GAP = LeafForms.WINDOW - 1;

    ShakespeareCodec() {
        super(LeafForms.shakespeare());
    }

    @Override
    void readX(JsonIn in, Rows rows) throws IOException {
        String text = in.string();
        if (text.length() != LeafForms.WINDOW) {
            throw in.fail("expected " + LeafForms.WINDOW + " characters, got " + text.length());
        }
        byte[] window = rows.feature();
        for (int i = 0; i < window.length; i++) {
            window[i] = latin1(in, text.charAt(i));
        }
        rows.addX("");
    }

    private static byte latin1(JsonIn in, char c) throws IOException {
        if (c > 0xff) {
            throw in.fail("expected characters of Latin-1, got U+" + String.format("%04X", (int) c));
        }
        return (byte) c;
    }

    @Override
    void readY(JsonIn in, Rows rows) throws IOException {
        String next = in.string();
        if (next.length() != 1) {
            throw in.fail("expected 1 character, got " + next.length());
        }
        char symbol = next.charAt(0);
        rows.label()[0] = (byte) LeafAlphabet.classOf(symbol);
        rows.addY(LeafAlphabet.token(symbol) < 0 ? next : "");
    }

    @Override
    int overcountOfTest() {
        return GAP;
    }

    @Override
    boolean isKnownFault(int written, int actual) {
        return written == actual + GAP;
    }

    @Override
    void writeX(StoredRows rows, int row, int count, PythonJson out) throws IOException {
        out.string(rows.text(row));
    }

    @Override
    void writeY(StoredRows rows, int row, int count, PythonJson out) throws IOException {
        String note = rows.note(row);
        char symbol = LeafAlphabet.SYMBOLS.charAt(rows.labels(row).get(0));
        out.string(note.isEmpty() ? String.valueOf(symbol) : note);
    }
}
