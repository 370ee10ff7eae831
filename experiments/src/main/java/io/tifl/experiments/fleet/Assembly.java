package io.tifl.experiments.fleet;

import io.tifl.protocol.kafka.Piece;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Messages of which parts have come and more are to. Confined to one thread. */
final class Assembly {
    /** So many messages can be unfinished; the one that rested longest goes first. Its sender is gone, or it comes again. */
    private static final int MOST = 1024;

    private final Map<Key, Unfinished> unfinished = new LinkedHashMap<>();

    private record Key(String sender, long message) {}

    private static final class Unfinished {
        final byte[] bytes;
        int next;

        Unfinished(int length) {
            bytes = new byte[length];
        }
    }

    /** Takes the next part of a message; the message if that was the last. Parts out of order make an end of theirs. */
    Optional<byte[]> add(Part part, byte[] value) {
        if (value.length != Math.min(part.length() - part.index() * Piece.BYTES, Piece.BYTES)) {
            throw new IllegalArgumentException("part " + part + " has " + value.length + " bytes");
        }
        if (part.index() == 0 && part.isLast()) {
            return Optional.of(value);
        }
        Key key = new Key(part.sender(), part.message());
        Unfinished message = part.index() == 0 ? new Unfinished(part.length()) : unfinished.remove(key);
        if (message == null || message.next != part.index() || message.bytes.length != part.length()) {
            return Optional.empty();
        }
        System.arraycopy(value, 0, message.bytes, part.index() * Piece.BYTES, value.length);
        message.next++;
        if (part.isLast()) {
            return Optional.of(message.bytes);
        }
        // At the end again: it has just been touched.
        unfinished.put(key, message);
        if (unfinished.size() > MOST) {
            unfinished.remove(unfinished.keySet().iterator().next());
        }
        return Optional.empty();
    }

    /** Forgets what is unfinished of the messages with this number, whoever began to send them. */
    void forget(long message) {
        unfinished.keySet().removeIf(key -> key.message() == message);
    }
}
