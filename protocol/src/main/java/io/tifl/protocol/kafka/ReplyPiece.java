package io.tifl.protocol.kafka;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the header {@link #HEADER} of a record of {@link Topics#replies} says: which piece of which reply its value is. If
 * that is sealed, the header is {@link #SEALED}.
 *
 * @param instance of the client that sends it, to whom the receipt goes
 * @param number of the sending among all calls and sendings of this instance
 * @param nonce that came with the order
 * @param signature over task, nonce and digest, {@link ClientKey#signReply}: the same as over HTTP
 */
public record ReplyPiece(TaskId task, String instance, long number, String nonce, String signature, Piece piece) {
    public static final String HEADER = "tifl-reply";
    public static final String SEALED = "tifl-sealed-reply";

    private static final String FIRST = "tifl-reply-piece-1";
    private static final int LINES = 7;
    private static final String PURPOSE = "replies";

    /** What pieces of a client's replies are sealed with. */
    public static Seal seal(ClientKey key) {
        return Seal.of(key, PURPOSE);
    }

    /**
     * Whose reply a record holds, by its key.
     *
     * @throws MalformedMessageException if it is no such key
     */
    public static ClientId client(String key) throws MalformedMessageException {
        try {
            return new ClientId(key.substring(key.lastIndexOf('/') + 1));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("the key names no client: " + e.getMessage());
        }
    }

    /** The piece as it is, to be written or sealed. */
    public Parcel parcel(byte[] bytes) {
        return new Parcel(key(), encode(), bytes);
    }

    /** The key of the record: all pieces of one reply are in one partition, one after the other. */
    public String key() {
        return task.toString();
    }

    /** Whether the client signed it that has this key. */
    public boolean isSignedWith(ClientKey key) {
        return ClientKey.matches(key.signReply(task, nonce, piece.digest()), signature);
    }

    public byte[] encode() {
        List<String> lines = new ArrayList<>(List.of(
                task.job().value(),
                Long.toString(task.round()),
                task.client().value(),
                instance,
                Long.toString(number),
                nonce,
                signature));
        lines.addAll(piece.lines());
        return Lines.encode(FIRST, lines);
    }

    public static ReplyPiece parse(byte[] header) throws MalformedMessageException {
        Lines lines = Lines.parse(header, FIRST, LINES + Piece.LINES);
        try {
            TaskId task =
                    new TaskId(new JobId(lines.text(0)), lines.number(1, Long.MAX_VALUE), new ClientId(lines.text(2)));
            return new ReplyPiece(
                    task,
                    lines.text(3),
                    lines.number(4, Long.MAX_VALUE),
                    lines.text(5),
                    lines.text(6),
                    Piece.parse(lines, LINES));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(String.valueOf(e.getMessage()));
        }
    }
}
