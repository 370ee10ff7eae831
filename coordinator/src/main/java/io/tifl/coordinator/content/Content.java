package io.tifl.coordinator.content;

import io.tifl.protocol.VectorMemory;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Bytes that are to be kept. Those of a large file are mapped, so they take no heap; the mapping lasts as long as anything
 * refers to it, whether the file is renamed or deleted meanwhile. Immutable and thread-safe.
 *
 * @param bytes all of the buffer; nobody writes them any more, nor cuts short the file they are mapped from
 * @param file that holds just these bytes and may become the file they are kept in: whoever keeps them may rename it
 */
public record Content(ByteBuffer bytes, Optional<Path> file) {
    /** From so many bytes on a reply lies in a file from the beginning; mapping less costs more than it saves. */
    public static final int LARGE = 256 << 10;

    // Windows deletes no file that is mapped.
    private static final boolean FILES_ARE_MAPPED =
            !System.getProperty("os.name", "").startsWith("Windows");

    public Content {
        bytes = bytes.slice();
    }

    /** @param bytes handed over */
    public static Content of(byte[] bytes) {
        return of(ByteBuffer.wrap(bytes));
    }

    /** @param bytes handed over */
    public static Content of(ByteBuffer bytes) {
        return new Content(bytes, Optional.empty());
    }

    /** All of a file, which is handed over. */
    public static Content inFile(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new Content(read(channel, file), Optional.of(file));
        }
    }

    /** The bytes of a file, which stays where it is. */
    public static ByteBuffer read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(channel, file);
        }
    }

    private static ByteBuffer read(FileChannel channel, Path file) throws IOException {
        int length = Math.toIntExact(channel.size());
        if (FILES_ARE_MAPPED && length >= LARGE) {
            VectorMemory.expect(length);
            return channel.map(MapMode.READ_ONLY, 0, length);
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException(file + " became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    public int length() {
        return bytes.limit();
    }

    /** The same bytes, without the file. */
    public Content withoutFile() {
        return of(bytes);
    }

    /** A copy of some of the bytes. */
    public byte[] copy(int from, int length) {
        byte[] copy = new byte[length];
        bytes.get(from, copy);
        return copy;
    }
}
