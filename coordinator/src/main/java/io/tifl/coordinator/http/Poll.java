package io.tifl.coordinator.http;

import io.tifl.protocol.wire.WireOrder;
import java.time.Duration;
import java.util.Optional;

/** A client that waits for an order. */
public interface Poll {
    /**
     * An order for a client.
     *
     * @param nonce to be signed with the reply
     * @param lease how long the order is the client's unless it says that it still works on it
     */
    record Handed(WireOrder order, String nonce, Duration lease) {}

    /** Ends the wait, once. Must return at once: it is called under the desk's lock. */
    void end(Optional<Handed> order);
}
