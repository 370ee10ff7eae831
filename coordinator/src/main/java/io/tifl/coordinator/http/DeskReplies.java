package io.tifl.coordinator.http;

import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.Replies;
import io.tifl.protocol.transport.ReplyQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedSet;

/** The replies to one dispatch. What is not of {@link Replies} is called under the desk's lock. */
final class DeskReplies implements Replies {
    private final OrderDesk desk;
    private final ReplyQueue queue;
    private final Instant dispatchedAt;
    private final SequencedSet<TaskId> ordered = new LinkedHashSet<>();
    private final List<OpenOrder> open = new ArrayList<>();
    private final List<TaskId> earlier;
    private final Duration outage;
    private final Queue<Repeated> journaled = new ArrayDeque<>();
    private Instant nextLook;

    /** A reply from before a crash, and when it counts as having come. */
    record Repeated(ReplyJournal.Entry entry, Instant at) {}

    /**
     * @param earlier tasks of the same round that were answered, and are not dispatched again
     * @param outage of orders that are taken up again
     * @param nextLook when an order can first be given up
     */
    DeskReplies(
            OrderDesk desk,
            ReplyQueue queue,
            Instant dispatchedAt,
            List<TaskId> earlier,
            Duration outage,
            Instant nextLook) {
        this.desk = desk;
        this.queue = queue;
        this.dispatchedAt = dispatchedAt;
        this.earlier = earlier;
        this.outage = outage;
        this.nextLook = nextLook;
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
    public List<TaskId> earlier() {
        return earlier;
    }

    @Override
    public List<TaskId> givenUp() {
        return desk.givenUp(this);
    }

    @Override
    public void dispatchMore(List<TaskOrder> orders) {
        desk.dispatchMore(this, orders, dispatchedAt);
    }

    @Override
    public void dispatchMore(List<TaskOrder> orders, Instant at) {
        desk.dispatchMore(this, orders, at);
    }

    @Override
    public Duration outage() {
        return outage;
    }

    @Override
    public void withdraw(List<TaskId> tasks) {
        desk.withdraw(this, tasks);
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

    /** A reply from before a crash; it comes before all others. */
    void repeat(Repeated reply) {
        expect(reply.entry().task());
        journaled.add(reply);
    }

    /** The next reply from before a crash, if it had arrived by the deadline. */
    Optional<Repeated> takeJournaled(Instant deadline) {
        Optional<Repeated> first = Optional.ofNullable(journaled.peek())
                .filter(reply -> !reply.at().isAfter(deadline));
        first.ifPresent(reply -> {
            journaled.remove();
            queue.expectNoMore(reply.entry().task());
        });
        return first;
    }

    /** The order can be given up. */
    void watch(OpenOrder order) {
        open.add(order);
    }

    /** When an order may next have to be given up. */
    Instant nextLook() {
        return nextLook;
    }

    /** Gives up the orders whose clients are not believed in any more. */
    void look(Instant now) {
        open.removeIf(order -> order.answer().isPresent() || order.isGivenUp());
        nextLook = Instant.MAX;
        for (OpenOrder order : open) {
            if (order.believedUntil().isAfter(now)) {
                nextLook = order.believedUntil().isBefore(nextLook) ? order.believedUntil() : nextLook;
            } else if (order.giveUp()) {
                queue.giveUp(order.order().id());
                desk.noteGivenUp();
            }
        }
    }

    /** The order is done with. */
    void forget(TaskId task) {
        ordered.remove(task);
        queue.expectNoMore(task);
    }

    /** Wakes whoever waits; no reply comes any more. Says what had been ordered, answered or not. */
    List<TaskId> end() {
        journaled.clear();
        queue.end();
        return List.copyOf(ordered);
    }
}
