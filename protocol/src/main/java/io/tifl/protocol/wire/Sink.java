package io.tifl.protocol.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Where fields are written to, little-endian, as docs/wire-format.md has them. Confined to one thread. */
public sealed interface Sink {
    void u8(int value);

    void u16(int value);

    void u32(int value);

    void i64(long value);

    void bytes(byte[] bytes);

    void bytes(MemorySegment bytes);

    /**
     * A text: its length in bytes as u16, then strict UTF-8.
     *
     * @param maxBytes at most 65535
     * @throws IllegalArgumentException if the text is longer, or holds half a surrogate pair
     */
    default void string(String text, int maxBytes) {
        byte[] utf8 = utf8(text);
        if (utf8.length > maxBytes) {
            throw new IllegalArgumentException(
                    "a text has at most " + maxBytes + " bytes in UTF-8, got " + utf8.length);
        }
        u16(utf8.length);
        bytes(utf8);
    }

    // String.getBytes turns half a surrogate pair into '?', which shows on the way back; an encoder of one's own, which
    // would refuse it, costs more than all the rest of a small message.
    private static byte[] utf8(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!new String(bytes, StandardCharsets.UTF_8).equals(text)) {
            throw new IllegalArgumentException("a text holds half a surrogate pair: it has no UTF-8");
        }
        return bytes;
    }

    /** Adds up how long a message becomes, so that it is written once, into memory of just that size. */
    final class Counter implements Sink {
        private long bytes;

        long total() {
            return bytes;
        }

        @Override
        public void u8(int value) {
            bytes += Byte.BYTES;
        }

        @Override
        public void u16(int value) {
            bytes += Short.BYTES;
        }

        @Override
        public void u32(int value) {
            bytes += Integer.BYTES;
        }

        @Override
        public void i64(long value) {
            bytes += Long.BYTES;
        }

        @Override
        public void bytes(byte[] more) {
            bytes += more.length;
        }

        @Override
        public void bytes(MemorySegment more) {
            bytes += more.byteSize();
        }
    }

    /** Writes into a buffer in little-endian order that is large enough. */
    record Buffer(ByteBuffer buffer) implements Sink {
        @Override
        public void u8(int value) {
            buffer.put((byte) value);
        }

        @Override
        public void u16(int value) {
            buffer.putShort((short) value);
        }

        @Override
        public void u32(int value) {
            buffer.putInt(value);
        }

        @Override
        public void i64(long value) {
            buffer.putLong(value);
        }

        @Override
        public void bytes(byte[] bytes) {
            buffer.put(bytes);
        }

        @Override
        public void bytes(MemorySegment bytes) {
            int count = Math.toIntExact(bytes.byteSize());
            MemorySegment.copy(
                    bytes, ValueLayout.JAVA_BYTE, 0, buffer.array(), buffer.arrayOffset() + buffer.position(), count);
            buffer.position(buffer.position() + count);
        }
    }

    /** Writes to a channel, and knows the checksum of all that was written. Failures are {@link UncheckedIOException}s. */
    final class Stream implements Sink {
        private static final int BUFFER = 64 << 10;

        private final WritableByteChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
        private final CRC32C crc = new CRC32C();

        Stream(WritableByteChannel channel) {
            this.channel = channel;
        }

        /** CRC-32C of everything so far. */
        int checksum() {
            flush();
            return (int) crc.getValue();
        }

        /** Hands to the channel what it has not got. */
        void flush() {
            buffer.flip();
            crc.update(buffer.duplicate());
            try {
                while (buffer.hasRemaining()) {
                    int _ = channel.write(buffer);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            buffer.clear();
        }

        private ByteBuffer room(int bytes) {
            if (buffer.remaining() < bytes) {
                flush();
            }
            return buffer;
        }

        @Override
        public void u8(int value) {
            room(Byte.BYTES).put((byte) value);
        }

        @Override
        public void u16(int value) {
            room(Short.BYTES).putShort((short) value);
        }

        @Override
        public void u32(int value) {
            room(Integer.BYTES).putInt(value);
        }

        @Override
        public void i64(long value) {
            room(Long.BYTES).putLong(value);
        }

        @Override
        public void bytes(byte[] bytes) {
            bytes(MemorySegment.ofArray(bytes));
        }

        @Override
        public void bytes(MemorySegment bytes) {
            long done = 0;
            while (done < bytes.byteSize()) {
                int count = (int) Math.min(room(1).remaining(), bytes.byteSize() - done);
                new Buffer(buffer).bytes(bytes.asSlice(done, count));
                done += count;
            }
        }
    }
}
