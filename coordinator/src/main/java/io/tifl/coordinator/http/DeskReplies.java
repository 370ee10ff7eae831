package io.tifl.coordinator.http;

import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.Replies;
import io.tifl.protocol.transport.ReplyQueue;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** The replies to one dispatch. What is not of {@link Replies} is called under the desk's lock. */
final class DeskReplies implements Replies {
    private final OrderDesk desk;
    private final ReplyQueue queue;
    private final Instant dispatchedAt;
    private final List<TaskId> ordered = new ArrayList<>();
    private final List<OpenOrder> open = new ArrayList<>();
    private final List<TaskId> earlier;
    private final Queue<ReplyJournal.Entry> journaled = new ArrayDeque<>();
    private Instant nextLook;

    /**
     * @param earlier tasks of the same round that were answered, and are not dispatched again
     * @param nextLook when an order can first be given up
     */
    DeskReplies(OrderDesk desk, ReplyQueue queue, Instant dispatchedAt, List<TaskId> earlier, Instant nextLook) {
        this.desk = desk;
        this.queue = queue;
        this.dispatchedAt = dispatchedAt;
        this.earlier = earlier;
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
        desk.dispatchMore(this, orders);
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
    void repeat(ReplyJournal.Entry entry) {
        expect(entry.task());
        journaled.add(entry);
    }

    /** The next reply from before a crash, if it had arrived by the deadline. */
    Optional<ReplyJournal.Entry> takeJournaled(Instant deadline) {
        Optional<ReplyJournal.Entry> first = Optional.ofNullable(journaled.peek())
                .filter(entry -> !arrivedAt(entry).isAfter(deadline));
        first.ifPresent(entry -> {
            journaled.remove();
            queue.expectNoMore(entry.task());
        });
        return first;
    }

    Instant arrivedAt(ReplyJournal.Entry entry) {
        return dispatchedAt.plus(entry.elapsed());
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
            }
        }
    }

    /** Wakes whoever waits; no reply comes any more. Says what had been ordered, answered or not. */
    List<TaskId> end() {
        journaled.clear();
        queue.end();
        return List.copyOf(ordered);
    }
}
