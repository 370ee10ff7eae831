package io.tifl.coordinator.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a topic has been dealt with: in each partition up to the oldest record that is still open, whatever came after it.
 * Thread-safe.
 */
final class Progress {
    private final Map<TopicPartition, Partition> partitions = new HashMap<>();

    private static final class Partition {
        final TreeSet<Long> open = new TreeSet<>();
        long next;

        long done() {
            return open.isEmpty() ? next : open.first();
        }
    }

    private Partition of(TopicPartition partition) {
        return partitions.computeIfAbsent(partition, _ -> new Partition());
    }

    /** A record was read, and what begins with it is not done until {@link #done}. */
    synchronized void begun(TopicPartition partition, long offset) {
        Partition at = of(partition);
        at.open.add(offset);
        at.next = Math.max(at.next, offset + 1);
    }

    /** What began with this record need not be read again. */
    synchronized void done(TopicPartition partition, long offset) {
        of(partition).open.remove(offset);
    }

    /** From where each partition would have to be read again after a crash. */
    synchronized Map<TopicPartition, Long> positions() {
        Map<TopicPartition, Long> positions = new HashMap<>();
        partitions.forEach((partition, at) -> positions.put(partition, at.done()));
        return positions;
    }
}
