package io.tifl.protocol.transport;

import java.time.Instant;
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
     * @return empty once the deadline has passed, or when no open order can be answered any more
     */
    Optional<Arrival> next(Instant deadline) throws InterruptedException;

    @Override
    void close();
}
