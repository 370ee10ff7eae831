package io.tifl.experiments.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads CSV as RFC 4180 has it, in UTF-8, up to the last row that is complete. */
public final class CsvRows {
    private final byte[] bytes;
    private final List<Row> rows = new ArrayList<>();
    private final ByteArrayOutputStream field = new ByteArrayOutputStream();
    private List<String> fields = new ArrayList<>();
    private boolean quoted;

    private CsvRows(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * One row.
     *
     * @param end how many bytes of the file lie up to its end
     */
    record Row(List<String> fields, long end) {}

    /** All complete rows, the header first; a last row without line end is left out. */
    public static List<List<String>> read(Path file) throws IOException {
        return of(Files.readAllBytes(file));
    }

    /** All complete rows of a file's bytes, the header first. */
    public static List<List<String>> of(byte[] bytes) {
        return rowsOf(bytes).stream().map(Row::fields).toList();
    }

    static List<Row> rowsOf(byte[] bytes) {
        CsvRows reader = new CsvRows(bytes);
        reader.read();
        return reader.rows;
    }

    /** Quotes, commas and line ends are single bytes in UTF-8 and part of no other character. */
    private void read() {
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            boolean doubled = quoted && b == '"' && i + 1 < bytes.length && bytes[i + 1] == '"';
            if (doubled) {
                field.write('"');
                i++;
            } else if (b == '"') {
                quoted = !quoted;
            } else if (quoted) {
                field.write(b);
            } else {
                readPlain(b, i);
            }
        }
    }

    private void readPlain(byte b, int i) {
        boolean beforeLineEnd = b == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n';
        if (b == ',') {
            endField();
        } else if (b == '\n') {
            endField();
            rows.add(new Row(List.copyOf(fields), i + 1L));
            fields = new ArrayList<>();
        } else if (!beforeLineEnd) {
            field.write(b);
        }
    }

    private void endField() {
        fields.add(field.toString(StandardCharsets.UTF_8));
        field.reset();
    }
}
