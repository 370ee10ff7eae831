package io.tifl.protocol.transport;

import io.tifl.protocol.task.TaskId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedSet;
import java.util.concurrent.locks.Condition;

/**
 * What came to one dispatch and what is still to come, for transports that keep both in memory. Guarded by the transport's
 * lock, of which the condition is: every method is called under it.
 */
public final class ReplyQueue {
    private final Condition changed;
    private final SequencedSet<TaskId> unanswered = new LinkedHashSet<>();
    private final Queue<Arrival> arrived = new ArrayDeque<>();
    private final List<TaskId> givenUp = new ArrayList<>();

    public ReplyQueue(Condition changed) {
        this.changed = changed;
    }

    /** The task is going to be answered. */
    public void expect(TaskId task) {
        unanswered.add(task);
    }

    /** The task will not be answered. */
    public void expectNoMore(TaskId task) {
        unanswered.remove(task);
        changed.signalAll();
    }

    /** The task may be answered, but nobody believes it. */
    public void giveUp(TaskId task) {
        givenUp.add(task);
        changed.signalAll();
    }

    /** What was given up since the last call. */
    public List<TaskId> takeGivenUp() {
        List<TaskId> taken = List.copyOf(givenUp);
        givenUp.clear();
        return taken;
    }

    /** Whether there is nothing to wait for: something was given up, or all is answered. */
    public boolean isToBeLookedAt() {
        return unanswered.isEmpty() || !givenUp.isEmpty();
    }

    /** A reply is there. */
    public void arrived(Arrival arrival) {
        arrived.add(arrival);
        expectNoMore(arrival.reply().id());
    }

    /** Forgets everything and says which tasks were still open. */
    public List<TaskId> end() {
        List<TaskId> withdrawn = List.copyOf(unanswered);
        unanswered.clear();
        arrived.clear();
        changed.signalAll();
        return withdrawn;
    }

    /** Waits for the next reply as {@link Replies#next} says. */
    public Optional<Arrival> await(Instant deadline, InstantSource clock) throws InterruptedException {
        return await(deadline, deadline, clock);
    }

    /**
     * Waits for a while only.
     *
     * @param until when to stop waiting; no later than the deadline
     * @param deadline when a reply must have arrived to be handed out
     */
    public Optional<Arrival> await(Instant until, Instant deadline, InstantSource clock) throws InterruptedException {
        long nanos = Nanos.until(until, clock.instant());
        while (arrived.isEmpty() && !isToBeLookedAt() && nanos > 0) {
            changed.awaitNanos(nanos);
            nanos = Nanos.until(until, clock.instant());
        }
        Optional<Arrival> first = Optional.ofNullable(arrived.peek())
                .filter(arrival -> !arrival.at().isAfter(deadline));
        first.ifPresent(_ -> arrived.remove());
        return first;
    }
}
