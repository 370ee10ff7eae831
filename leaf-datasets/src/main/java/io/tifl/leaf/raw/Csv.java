package io.tifl.leaf.raw;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads comma-separated lines of ISO-8859-1 as Python's {@code csv.reader} does, which forgives quotation marks in odd places.
 * Confined to one thread.
 */
final class Csv implements Closeable {
    private static final int MAX_ROW = 1 << 16;
    private static final int CHUNK = 1 << 16;
    private static final int END = -1;
    private static final int QUOTE = '"';

    private final String file;
    private final InputStream in;
    private final byte[] chunk = new byte[CHUNK];
    private int at;
    private int filled;
    private long line;
    private long rowLine;
    private long bytes;

    /** @param file for messages */
    Csv(String file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /** The fields of the next row that is not empty; none at the end. */
    List<String> next() throws IOException {
        List<String> fields = new ArrayList<>();
        while (fields.isEmpty() && peek() != END) {
            line++;
            rowLine = line;
            readRow(fields);
        }
        return fields;
    }

    /** Bytes read so far. */
    long bytes() {
        return bytes - (filled - at);
    }

    IOException fail(String what) {
        return new IOException(file + ", line " + rowLine + ": " + what);
    }

    private void readRow(List<String> fields) throws IOException {
        StringBuilder field = new StringBuilder();
        int size = 0;
        while (true) {
            boolean isQuoted = peek() == QUOTE;
            if (isQuoted) {
                take();
                readQuoted(field, size);
            }
            int c = take();
            while (c != ',' && c != '\n' && c != END) {
                field.append((char) c);
                requireShort(size + field.length());
                c = take();
            }
            if (c == ',' || isQuoted || !fields.isEmpty() || !field.isEmpty()) {
                fields.add(field.toString());
            }
            if (c != ',') {
                return;
            }
            size += field.length();
            field.setLength(0);
        }
    }

    private void readQuoted(StringBuilder field, int before) throws IOException {
        while (true) {
            int c = take();
            if (c == END) {
                throw fail("the file ends in the midst of a quoted field; it is cut off");
            }
            if (c == QUOTE) {
                if (peek() != QUOTE) {
                    return;
                }
                take();
            }
            if (c == '\n') {
                line++;
            }
            field.append((char) c);
            requireShort(before + field.length());
        }
    }

    private void requireShort(int length) throws IOException {
        if (length > MAX_ROW) {
            throw fail("longer than " + MAX_ROW + " characters; a quotation mark may be missing");
        }
    }

    private int peek() throws IOException {
        if (at == filled) {
            filled = Math.max(0, in.read(chunk));
            at = 0;
            bytes += filled;
        }
        return at == filled ? END : chunk[at] & 0xFF;
    }

    // Every kind of line end is one line feed.
    private int take() throws IOException {
        int c = peek();
        if (c == END) {
            return END;
        }
        at++;
        if (c == 0) {
            throw fail("a byte of 0, so this is no text in ISO-8859-1");
        }
        if (c != '\r') {
            return c;
        }
        if (peek() == '\n') {
            at++;
        }
        return '\n';
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
