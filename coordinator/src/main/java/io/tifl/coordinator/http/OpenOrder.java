package io.tifl.coordinator.http;

import io.tifl.protocol.task.TaskOrder;
import java.time.Instant;
import java.util.Optional;

/** An order somebody waits for. What may change is guarded by the desk's lock. */
final class OpenOrder {
    private final TaskOrder order;
    private final DeskReplies replies;
    private Instant leasedUntil = Instant.MIN;
    private Optional<Answer> answer = Optional.empty();

    /** The reply that counts. */
    record Answer(String digest, long bytes) {}

    OpenOrder(TaskOrder order, DeskReplies replies) {
        this.order = order;
        this.replies = replies;
    }

    TaskOrder order() {
        return order;
    }

    DeskReplies replies() {
        return replies;
    }

    boolean isLeased(Instant now) {
        return now.isBefore(leasedUntil);
    }

    void lease(Instant until) {
        leasedUntil = until;
    }

    Optional<Answer> answer() {
        return answer;
    }

    void answer(Answer reply) {
        answer = Optional.of(reply);
    }

    void release() {
        leasedUntil = Instant.MIN;
    }
}
