package io.tifl.leaf;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file of the IDX format of MNIST: a magic number (0, 0, element type, number of dimensions), the dimensions as big-endian
 * 32-bit numbers, then the elements; plain or gzipped, told apart by their first bytes.
 *
 * <p>Nothing is allocated by what a header claims: the header must first be what the caller expects, and then memory grows
 * with the bytes that really arrive.
 *
 * @param count the first dimension
 * @param values the elements, big-endian, row-major
 */
record IdxFile(int count, ByteBuffer values) {
    private static final int MAX_BYTES = 1 << 30;

    /** Type of the elements. */
    enum Element {
        UNSIGNED_BYTE(0x08, 1),
        INT(0x0c, 4);

        private final int code;
        private final int bytes;

        Element(int code, int bytes) {
            this.code = code;
            this.bytes = bytes;
        }
    }

    /**
     * Reads a whole file.
     *
     * @param inner the dimensions expected after the first, which counts the examples
     * @throws IOException naming the file, what was expected and what was found, if the file is not exactly that
     */
    static IdxFile read(Path file, Element element, int... inner) throws IOException {
        try (InputStream in = open(file)) {
            int count = header(file, in, element, inner);
            long bytes = product(inner) * element.bytes * count;
            if (bytes > MAX_BYTES) {
                throw new IOException(
                        file + ": claims " + bytes + " bytes of data, at most " + MAX_BYTES + " are read");
            }
            byte[] values = in.readNBytes((int) bytes);
            if (values.length < bytes) {
                throw new IOException(file + ": truncated, expected " + bytes + " bytes of data for " + count
                        + " examples, got " + values.length);
            }
            if (in.read() >= 0) {
                throw new IOException(
                        file + ": too long, expected " + bytes + " bytes of data for " + count + " examples, got more");
            }
            return new IdxFile(count, ByteBuffer.wrap(values));
        } catch (EOFException e) {
            throw new IOException(file + ": truncated, the gzip stream ends early", e);
        } catch (ZipException e) {
            throw new IOException(file + ": corrupt gzip stream: " + e.getMessage(), e);
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            raw.mark(2);
            boolean isGzip = raw.read() == 0x1f && raw.read() == 0x8b;
            raw.reset();
            return isGzip ? new GZIPInputStream(raw, 1 << 16) : raw;
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private static int header(Path file, InputStream in, Element element, int[] inner) throws IOException {
        int rank = 1 + inner.length;
        int expected = element.code << 8 | rank;
        ByteBuffer magic = ByteBuffer.wrap(in.readNBytes(4));
        if (magic.remaining() < 4) {
            throw new IOException(
                    file + ": truncated, expected a magic number of 4 bytes, got " + magic.remaining() + " bytes");
        }
        int actual = magic.getInt();
        if (actual != expected) {
            throw new IOException("%s: expected magic number 0x%08x (%s, %d dimensions), got 0x%08x"
                    .formatted(file, expected, element == Element.INT ? "32-bit numbers" : "bytes", rank, actual));
        }
        ByteBuffer dimensions = ByteBuffer.wrap(in.readNBytes(4 * rank));
        if (dimensions.remaining() < 4 * rank) {
            throw new IOException(file + ": truncated, expected " + rank + " dimensions of 4 bytes, got "
                    + dimensions.remaining() + " bytes");
        }
        int count = dimensions.getInt();
        int[] found = new int[inner.length];
        Arrays.setAll(found, i -> dimensions.getInt());
        if (count < 0 || !Arrays.equals(found, inner)) {
            throw new IOException(file + ": expected a number of examples of " + Arrays.toString(inner) + ", got "
                    + Integer.toUnsignedString(count) + " of " + Arrays.toString(found));
        }
        return count;
    }

    private static long product(int[] dimensions) {
        return Arrays.stream(dimensions).asLongStream().reduce(1, Math::multiplyExact);
    }
}
