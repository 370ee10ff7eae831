package io.tifl.protocol.kafka;

import io.tifl.protocol.wire.MalformedMessageException;
import java.util.List;

/**
 * Said to all clients, by a record without a key in each partition of {@link Topics#orders}: a coordinator has begun to
 * listen, and knows of no call made before.
 *
 * @param epoch of its lead; what comes of a lower one is to be ignored
 * @param season that calls have to name from now on
 */
public record Announcement(long epoch, String season) {
    private static final String FIRST = "tifl-announcement-1";

    public byte[] encode() {
        return Lines.encode(FIRST, List.of(Long.toString(epoch), season));
    }

    public static Announcement parse(byte[] value) throws MalformedMessageException {
        Lines lines = Lines.parse(value, FIRST, 2);
        return new Announcement(lines.number(0, Long.MAX_VALUE), lines.text(1));
    }
}
