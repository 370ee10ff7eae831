package io.tifl.protocol.transport;

import io.tifl.protocol.task.TaskId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedSet;
import java.util.concurrent.locks.Condition;

/** The replies to one dispatch. What is not of {@link Replies} is called under the transport's lock. */
final class InProcessReplies implements Replies {
    private final InProcessTransport transport;
    private final Condition changed;
    private final Instant dispatchedAt;
    private final SequencedSet<TaskId> unanswered = new LinkedHashSet<>();
    private final Queue<Arrival> arrived = new ArrayDeque<>();

    InProcessReplies(InProcessTransport transport, Condition changed, Instant dispatchedAt) {
        this.transport = transport;
        this.changed = changed;
        this.dispatchedAt = dispatchedAt;
    }

    @Override
    public Instant dispatchedAt() {
        return dispatchedAt;
    }

    @Override
    public Optional<Arrival> next(Instant deadline) throws InterruptedException {
        return transport.next(this, deadline);
    }

    @Override
    public void close() {
        transport.withdraw(this);
    }

    void expect(TaskId task) {
        unanswered.add(task);
    }

    void expectNoMore(TaskId task) {
        unanswered.remove(task);
        changed.signalAll();
    }

    void arrived(Arrival arrival) {
        arrived.add(arrival);
        expectNoMore(arrival.reply().id());
    }

    /** Forgets everything and says which tasks were still open. */
    List<TaskId> end() {
        List<TaskId> withdrawn = List.copyOf(unanswered);
        unanswered.clear();
        arrived.clear();
        changed.signalAll();
        return withdrawn;
    }

    Optional<Arrival> await(Instant deadline, InstantSource clock) throws InterruptedException {
        long nanos = Nanos.until(deadline, clock.instant());
        while (arrived.isEmpty() && !unanswered.isEmpty() && nanos > 0) {
            changed.awaitNanos(nanos);
            nanos = Nanos.until(deadline, clock.instant());
        }
        Optional<Arrival> first = Optional.ofNullable(arrived.peek())
                .filter(arrival -> !arrival.at().isAfter(deadline));
        first.ifPresent(_ -> arrived.remove());
        return first;
    }
}
