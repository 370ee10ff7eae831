package io.tifl.coordinator.http;

import io.tifl.protocol.task.TaskOrder;
import java.time.Instant;

/** An order somebody waits for. What may change is guarded by the desk's lock. */
final class OpenOrder {
    private final TaskOrder order;
    private final DeskReplies replies;
    private Instant leasedUntil = Instant.MIN;

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

    Instant leasedUntil() {
        return leasedUntil;
    }

    void lease(Instant until) {
        leasedUntil = until;
    }

    void release() {
        leasedUntil = Instant.MIN;
    }
}
