package io.tifl.leaf.raw;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipException;

/** The lines of a file of any length, plain or gzipped, none longer than a limit. Confined to one thread. */
final class JsonLines implements Closeable {
    private static final int MAX_LINE = 1 << 22;
    private static final int CHUNK = 1 << 16;

    private final Path file;
    private final InputStream in;
    private final byte[] chunk = new byte[CHUNK];
    private int at;
    private int filled;
    private byte[] line = new byte[1 << 12];
    private int length;
    private long number;
    private long bytes;

    JsonLines(Path file) throws IOException {
        this.file = file;
        this.in = Bounded.open(file);
    }

    /** Goes to the next line that is not empty; false at the end. */
    boolean next() throws IOException {
        do {
            length = 0;
            number++;
            if (!readLine()) {
                return false;
            }
        } while (length == 0);
        return true;
    }

    /** The line, in the first {@link #length} bytes; written again by {@link #next}. */
    byte[] line() {
        return line;
    }

    int length() {
        return length;
    }

    /** Unpacked bytes read so far. */
    long bytes() {
        return bytes;
    }

    IOException fail(String what, IOException cause) {
        return new IOException(file + ", line " + number + ": " + what, cause);
    }

    private boolean readLine() throws IOException {
        boolean isSome = false;
        while (at < filled || fill()) {
            isSome = true;
            int end = at;
            while (end < filled && chunk[end] != '\n') {
                end++;
            }
            append(end);
            if (end < filled) {
                at = end + 1;
                return true;
            }
            at = end;
        }
        return isSome;
    }

    private void append(int end) throws IOException {
        int count = end - at;
        if (length + count > MAX_LINE) {
            throw new IOException(file + ", line " + number + ": longer than " + MAX_LINE + " bytes");
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(2 * line.length, length + count));
        }
        System.arraycopy(chunk, at, line, length, count);
        length += count;
    }

    private boolean fill() throws IOException {
        try {
            filled = Math.max(0, in.read(chunk));
        } catch (EOFException e) {
            throw new IOException(file + ", line " + number + ": cut off in the midst of its gzip stream", e);
        } catch (ZipException e) {
            throw new IOException(file + ", line " + number + ": damaged: " + e.getMessage(), e);
        }
        at = 0;
        bytes += filled;
        return filled > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
