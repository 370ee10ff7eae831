package io.tifl.protocol.transport;

import java.time.Instant;
import java.util.Optional;

/** The replies to one dispatch; the queue is used under the transport's lock. */
record InProcessReplies(InProcessTransport transport, ReplyQueue queue, Instant dispatchedAt) implements Replies {
    @Override
    public Optional<Arrival> next(Instant deadline) throws InterruptedException {
        return transport.next(this, deadline);
    }

    @Override
    public void close() {
        transport.withdraw(this);
    }
}
