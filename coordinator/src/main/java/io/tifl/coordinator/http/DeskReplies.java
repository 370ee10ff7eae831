package io.tifl.coordinator.http;

import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.Replies;
import io.tifl.protocol.transport.ReplyQueue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The replies to one dispatch. What is not of {@link Replies} is called under the desk's lock. */
final class DeskReplies implements Replies {
    private final OrderDesk desk;
    private final ReplyQueue queue;
    private final Instant dispatchedAt;
    private final List<TaskId> ordered = new ArrayList<>();

    DeskReplies(OrderDesk desk, ReplyQueue queue, Instant dispatchedAt) {
        this.desk = desk;
        this.queue = queue;
        this.dispatchedAt = dispatchedAt;
    }

    @Override
    public Instant dispatchedAt() {
        return dispatchedAt;
    }

    @Override
    public Optional<Arrival> next(Instant deadline) throws InterruptedException {
        return desk.next(this, deadline);
    }

    @Override
    public void close() {
        desk.withdraw(this);
    }

    ReplyQueue queue() {
        return queue;
    }

    void expect(TaskId task) {
        ordered.add(task);
        queue.expect(task);
    }

    /** Wakes whoever waits; no reply comes any more. Says what had been ordered, answered or not. */
    List<TaskId> end() {
        queue.end();
        return List.copyOf(ordered);
    }
}
