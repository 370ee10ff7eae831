package io.tifl.protocol.transport;

import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The replies to one dispatch, in order of arrival. Confined to the thread that dispatched.
 *
 * <p>Closing it withdraws the orders that are still open; their late replies are dropped.
 */
public interface Replies extends AutoCloseable {
    /**
     * When the orders first went out, on the coordinator's clock: earlier than this dispatch if it takes up a round that was
     * cut short.
     */
    Instant dispatchedAt();

    /**
     * Waits for the next reply, until the deadline on the coordinator's clock. What arrived by the deadline is handed out
     * even when asked for later; what arrived after it stays for a later deadline.
     *
     * @return empty once the deadline has passed, when orders were given up, or when no open order can be answered any more
     */
    Optional<Arrival> next(Instant deadline) throws InterruptedException;

    /**
     * Orders beyond these that were sent with {@link #dispatchMore} before the round was cut short, and answered: their replies
     * come here too.
     */
    default List<TaskId> earlier() {
        return List.of();
    }

    /**
     * Orders since the last call that nobody believes in any more: their clients left, or gave no sign of life for too long.
     * A reply that comes nevertheless is handed out. {@link #next} ends early when there are such orders.
     */
    default List<TaskId> givenUp() {
        return List.of();
    }

    /**
     * Sends more orders, in place of such as were given up or, where rounds overlap, answered; their replies come here too.
     *
     * @throws IllegalArgumentException if a task is ordered twice
     * @throws UnsupportedOperationException by a transport that cannot
     */
    default void dispatchMore(List<TaskOrder> orders) {
        throw new UnsupportedOperationException("this transport sends orders all at once");
    }

    /**
     * As {@link #dispatchMore(List)}, of orders that count as sent at an instant: that is when they are said to have been sent if
     * they have to be taken up again ({@link CoordinatorTransport#takeUp}).
     *
     * @param at on the coordinator's clock
     */
    default void dispatchMore(List<TaskOrder> orders, Instant at) {
        dispatchMore(orders);
    }

    /**
     * How long nobody was there for orders that were taken up again ({@link CoordinatorTransport#takeUp}): from the last sign of
     * them until now. It counts for nobody, so arrivals are as if each had been sent so much later. Negative if the
     * coordinator's clock is behind the one before.
     */
    default Duration outage() {
        return Duration.ZERO;
    }

    /**
     * Some of the orders are done with: nobody waits any longer for those that were not answered, and their late replies are
     * dropped.
     */
    default void withdraw(List<TaskId> tasks) {}

    @Override
    void close();
}
