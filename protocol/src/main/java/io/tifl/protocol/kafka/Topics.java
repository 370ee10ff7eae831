package io.tifl.protocol.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The few topics of one federation, shared by all its clients.
 *
 * @param prefix that their names begin with: 1 to 100 of {@code A-Z a-z 0-9 . _ -}
 */
public record Topics(String prefix) {
    /** Bytes of one record, headers included, at most. */
    public static final int LARGEST_RECORD = 1 << 20;

    private static final int MOST_COPIES = 3;
    private static final int SEGMENTS_PER_LIFE = 4;
    private static final String PREFIX = "[A-Za-z0-9._-]{1,100}";

    public Topics {
        if (!prefix.matches(PREFIX)) {
            throw new IllegalArgumentException(
                    "a prefix of topics has 1 to 100 of A-Z a-z 0-9 . _ -, got '" + prefix + "'");
        }
    }

    /** Clients to coordinator: {@link Call}, by client. */
    public String calls() {
        return prefix + ".calls";
    }

    /** Coordinator to clients: {@link Notice}, by client, and {@link Announcement}. */
    public String orders() {
        return prefix + ".orders";
    }

    /** Coordinator to clients: models in pieces, {@link ModelPiece}, by job and version. */
    public String models() {
        return prefix + ".models";
    }

    /** Clients to coordinator: replies in pieces, {@link ReplyPiece}, by task. */
    public String replies() {
        return prefix + ".replies";
    }

    /** What the coordinator could make nothing of. */
    public String deadLetters() {
        return prefix + ".dead-letters";
    }

    /** All of them. */
    public List<String> all() {
        return List.of(calls(), orders(), models(), replies(), deadLetters());
    }

    /** With how many copies a topic is made: one for each broker, 3 at most. */
    public static int copies(int brokers) {
        return Math.min(MOST_COPIES, brokers);
    }

    /** Settings of a topic from which records go after their life, or a quarter of it later. */
    public static Map<String, String> settings(Duration life, int copies) {
        return Map.of(
                "retention.ms", Long.toString(life.toMillis()),
                "segment.ms", Long.toString(life.toMillis() / SEGMENTS_PER_LIFE),
                "cleanup.policy", "delete",
                "max.message.bytes", Integer.toString(LARGEST_RECORD),
                "min.insync.replicas", Integer.toString(Math.max(1, copies - 1)));
    }

    /** Which of so many partitions a key's records are in: CRC-32 of its UTF-8 bytes, modulo their number. */
    public static int partition(String key, int partitions) {
        CRC32 crc = new CRC32();
        crc.update(key.getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() % partitions);
    }
}
