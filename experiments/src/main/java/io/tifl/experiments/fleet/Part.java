package io.tifl.experiments.fleet;

import io.tifl.protocol.kafka.Piece;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the header {@link #HEADER} of a record says: which part of which message its value is. Parts of one message are written
 * to one partition in their order, those of others between them. Brokers check the bytes, so there is no digest.
 *
 * @param sender who wrote it
 * @param message number of the message among those of its sender
 * @param length of the whole message in bytes
 */
record Part(String sender, long message, int index, int length) {
    static final String HEADER = "tifl-part";

    private static final int FIXED = Long.BYTES + 2 * Integer.BYTES;

    static int count(long length) {
        return Math.max(1, Math.toIntExact(Math.ceilDiv(length, (long) Piece.BYTES)));
    }

    boolean isLast() {
        return index == count(length) - 1;
    }

    byte[] encode() {
        byte[] name = sender.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED + name.length)
                .putLong(message)
                .putInt(index)
                .putInt(length)
                .put(name)
                .array();
    }

    /** @throws IllegalArgumentException if it is none */
    static Part parse(byte[] header) {
        if (header.length < FIXED) {
            throw new IllegalArgumentException("a part's header has " + FIXED + " bytes or more, got " + header.length);
        }
        ByteBuffer in = ByteBuffer.wrap(header);
        long message = in.getLong();
        int index = in.getInt();
        int length = in.getInt();
        if (length < 0 || index < 0 || index >= count(length)) {
            throw new IllegalArgumentException("part " + index + " of a message of " + length + " bytes cannot be");
        }
        return new Part(
                new String(header, FIXED, header.length - FIXED, StandardCharsets.UTF_8), message, index, length);
    }

    /** The bytes of part {@code index} of a message that lies in several arrays, one after the other. */
    static byte[] bytes(List<byte[]> message, int index, int length) {
        int from = index * Piece.BYTES;
        byte[] part = new byte[Math.min(length - from, Piece.BYTES)];
        int filled = 0;
        int start = 0;
        for (byte[] segment : message) {
            int skipped = Math.clamp((long) from + filled - start, 0, segment.length);
            int count = Math.min(segment.length - skipped, part.length - filled);
            System.arraycopy(segment, skipped, part, filled, count);
            filled += count;
            start += segment.length;
        }
        return part;
    }
}
