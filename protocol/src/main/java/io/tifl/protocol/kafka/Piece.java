package io.tifl.protocol.kafka;

import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.wire.MalformedMessageException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One of the pieces a message travels in, each a record's value. A reader puts them together in their order, and believes
 * the whole by its digest.
 *
 * @param digest of the whole message, {@link ClientKey#digest}
 * @param index from 0
 * @param count of the pieces
 * @param length of the whole message in bytes
 */
public record Piece(String digest, int index, int count, int length) {
    /** Of each piece but the last: with its headers it stays under a broker's usual limit of 1 MiB for a record. */
    public static final int BYTES = 768 << 10;

    static final int LINES = 4;

    private static final int MOST_PIECES = 1 << 20;

    public Piece {
        if (count < 1 || count > MOST_PIECES || index < 0 || index >= count || length < 0) {
            throw new IllegalArgumentException(
                    "piece " + index + " of " + count + " of a message of " + length + " bytes cannot be");
        }
    }

    /** The pieces of a message. */
    public static List<Piece> of(byte[] message) {
        String digest = ClientKey.digest(message);
        int count = Math.max(1, Math.ceilDiv(message.length, BYTES));
        return IntStream.range(0, count)
                .mapToObj(index -> new Piece(digest, index, count, message.length))
                .toList();
    }

    /** The bytes of this piece of the message it was made of. */
    public byte[] bytes(byte[] message) {
        int from = index * BYTES;
        return Arrays.copyOfRange(message, from, Math.min(message.length, from + BYTES));
    }

    public boolean isLast() {
        return index == count - 1;
    }

    List<String> lines() {
        return List.of(digest, Integer.toString(index), Integer.toString(count), Integer.toString(length));
    }

    static Piece parse(Lines lines, int from) throws MalformedMessageException {
        try {
            return new Piece(
                    lines.text(from),
                    (int) lines.number(from + 1, MOST_PIECES),
                    (int) lines.number(from + 2, MOST_PIECES),
                    (int) lines.number(from + 3, Integer.MAX_VALUE));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(String.valueOf(e.getMessage()));
        }
    }
}
