package io.tifl.coordinator.http;

import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.Replies;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.Condition;

/** The replies to one dispatch. What is not of {@link Replies} is called under the desk's lock. */
final class DeskReplies implements Replies {
    private final OrderDesk desk;
    private final Condition changed;
    private final Instant dispatchedAt;
    private final List<TaskId> ordered = new ArrayList<>();
    private final Set<TaskId> unanswered = new HashSet<>();
    private final Queue<Arrival> arrived = new ArrayDeque<>();

    DeskReplies(OrderDesk desk, Condition changed, Instant dispatchedAt) {
        this.desk = desk;
        this.changed = changed;
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

    void expect(TaskId task) {
        ordered.add(task);
        unanswered.add(task);
    }

    void arrived(Arrival arrival) {
        arrived.add(arrival);
        unanswered.remove(arrival.reply().id());
        changed.signalAll();
    }

    /** The task will not be answered. */
    void expectNoMore(TaskId task) {
        unanswered.remove(task);
        changed.signalAll();
    }

    /** Wakes whoever waits; no reply comes any more. Says what had been ordered. */
    List<TaskId> end() {
        unanswered.clear();
        changed.signalAll();
        return List.copyOf(ordered);
    }

    Optional<Arrival> await(Instant deadline, InstantSource clock) throws InterruptedException {
        while (arrived.isEmpty() && !unanswered.isEmpty() && clock.instant().isBefore(deadline)) {
            long nanos = Duration.between(clock.instant(), deadline).toNanos();
            long _ = changed.awaitNanos(nanos);
        }
        Optional<Arrival> first = Optional.ofNullable(arrived.peek())
                .filter(arrival -> !arrival.at().isAfter(deadline));
        first.ifPresent(_ -> arrived.remove());
        return first;
    }
}
