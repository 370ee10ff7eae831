package io.tifl.experiments.report;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Appends rows to a CSV file (RFC 4180 quoting, UTF-8, lines ended by LF). Confined to one thread.
 *
 * <p>Rows reach the file at {@link #flush}; call it after each round, so that an interrupted run keeps what it has. A run
 * that goes on later begins with {@link #resume}.
 */
public final class CsvWriter implements Closeable {
    private final Writer out;
    private final int columns;

    private CsvWriter(Writer out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    /** Begins a file with its header; what was in the file is lost. The folder is created if need be. */
    public static CsvWriter create(Path file, List<String> header) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        CsvWriter writer = appendingAt(file, 0, header.size());
        writer.row(header.toArray());
        writer.flush();
        return writer;
    }

    /**
     * Goes on with a file: rows are kept up to the first that is incomplete or that {@code keep} refuses, such as the rows of
     * a round that was not finished. Begins a new file if there is none, or one that holds not even a header.
     *
     * @throws IllegalArgumentException if the file has another header
     */
    public static CsvWriter resume(Path file, List<String> header, Predicate<List<String>> keep) throws IOException {
        List<CsvRows.Row> rows = Files.exists(file) ? CsvRows.rowsOf(Files.readAllBytes(file)) : List.of();
        if (rows.isEmpty()) {
            return create(file, header);
        }
        if (!rows.getFirst().fields().equals(header)) {
            throw new IllegalArgumentException(
                    file + " has the columns " + rows.getFirst().fields() + ", expected " + header);
        }
        long end = rows.getFirst().end();
        for (CsvRows.Row row : rows.subList(1, rows.size())) {
            if (row.fields().size() != header.size() || !keep.test(row.fields())) {
                break;
            }
            end = row.end();
        }
        return appendingAt(file, end, header.size());
    }

    /**
     * Adds a row; numbers are written with all their digits.
     *
     * @throws IllegalArgumentException if there are more or fewer values than columns
     */
    public void row(Object... values) throws IOException {
        if (values.length != columns) {
            throw new IllegalArgumentException("row has " + values.length + " values, expected " + columns);
        }
        out.write(line(values));
    }

    /** A row as text, its line end included. */
    public static String line(Object... values) {
        return Stream.of(values).map(CsvWriter::quoted).collect(Collectors.joining(",", "", "\n"));
    }

    /** Hands all rows so far to the operating system. */
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private static CsvWriter appendingAt(Path file, long end, int columns) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(end).position(end);
        Writer utf8 = Channels.newWriter(channel, StandardCharsets.UTF_8);
        return new CsvWriter(new BufferedWriter(utf8), columns);
    }

    private static String quoted(Object value) {
        String text = value.toString();
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
