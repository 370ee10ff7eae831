package io.tifl.experiments.fleet;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far the partitions of a group's member are done: each up to its oldest record that is still open. Thread-safe. */
final class OpenOffsets {
    private final Map<TopicPartition, Partition> partitions = new HashMap<>();

    private static final class Partition {
        private final TreeSet<Long> open = new TreeSet<>();
        private long next;
        private long committed = -1;

        long done() {
            return open.isEmpty() ? next : open.first();
        }
    }

    synchronized void begun(TopicPartition partition, long offset) {
        Partition at = partitions.computeIfAbsent(partition, _ -> new Partition());
        at.open.add(offset);
        at.next = Math.max(at.next, offset + 1);
    }

    /** Nothing happens if the partition has gone to another member. */
    synchronized void done(TopicPartition partition, long offset) {
        Partition at = partitions.get(partition);
        if (at != null) {
            at.open.remove(offset);
        }
    }

    /** What is to be committed since this was asked last. */
    synchronized Map<TopicPartition, OffsetAndMetadata> toCommit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        partitions.forEach((partition, at) -> {
            if (at.done() > at.committed) {
                at.committed = at.done();
                offsets.put(partition, new OffsetAndMetadata(at.committed));
            }
        });
        return offsets;
    }

    synchronized void forget(Collection<TopicPartition> gone) {
        partitions.keySet().removeAll(gone);
    }
}
