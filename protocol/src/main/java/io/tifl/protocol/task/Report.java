package io.tifl.protocol.task;

import io.tifl.protocol.Metrics;
import io.tifl.protocol.codec.EncodedUpdate;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * A reply that is bytes which whoever ordered it understands, rather than a change of the model. It travels as an update of a
 * codec that nobody can decode, {@value #CODEC}, so every transport brings it, and no round counts it.
 */
public final class Report {
    /** The codec that orders and replies name. */
    public static final String CODEC = "report";

    /** Bytes of a report at most: 16 MiB. */
    public static final int LARGEST = 16 << 20;

    private Report() {}

    /**
     * The reply that brings a report.
     *
     * @param content copied
     * @throws IllegalArgumentException if it is larger than {@link #LARGEST}
     */
    public static TaskReply reply(TaskId task, byte[] content, Metrics metrics) {
        if (content.length > LARGEST) {
            throw new IllegalArgumentException("a report has at most " + LARGEST + " bytes, got " + content.length);
        }
        EncodedUpdate update = new EncodedUpdate(CODEC, 0, MemorySegment.ofArray(content.clone()));
        return new TaskReply.Updated(task, update, 1, metrics);
    }

    /** What a reply reports; empty if it is another kind of reply, or larger than {@link #LARGEST}. */
    public static Optional<byte[]> in(TaskReply reply) {
        return reply instanceof TaskReply.Updated updated
                        && updated.update().codec().equals(CODEC)
                        && updated.update().bytes() <= LARGEST
                ? Optional.of(updated.update().payload().toArray(ValueLayout.JAVA_BYTE))
                : Optional.empty();
    }
}
