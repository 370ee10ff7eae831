package io.tifl.leaf.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends to a file of its own through a buffer; little-endian. Confined to one thread. */
final class Output implements Closeable {
    private static final int BUFFER = 1 << 20;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private long written;

    private Output(FileChannel channel) {
        this.channel = channel;
    }

    static Output to(Path file) throws IOException {
        return new Output(FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    }

    /** A file that is gone once it is closed. */
    static Output temporary(Path file) throws IOException {
        return new Output(FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.DELETE_ON_CLOSE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    }

    long position() {
        return written + buffer.position();
    }

    void put(byte[] bytes) throws IOException {
        put(bytes, bytes.length);
    }

    void put(byte[] bytes, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int piece = Math.min(length - done, room(1));
            buffer.put(bytes, done, piece);
            done += piece;
        }
    }

    void putLong(long value) throws IOException {
        room(Long.BYTES);
        buffer.putLong(value);
    }

    /** Zeros up to the next multiple of {@code bytes}. */
    void align(int bytes) throws IOException {
        int missing = (int) Math.floorMod(-position(), (long) bytes);
        put(new byte[missing]);
    }

    /** All of another file; nothing is written to that any more. */
    void append(Output other) throws IOException {
        flush();
        other.flush();
        long done = 0;
        while (done < other.written) {
            done += other.channel.transferTo(done, other.written - done, channel);
        }
        written += done;
    }

    private int room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer.remaining();
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            written += channel.write(buffer);
        }
        buffer.clear();
    }

    /** All that was written, to be read or overwritten. */
    FileChannel flushed() throws IOException {
        flush();
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
