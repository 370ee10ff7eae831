package io.tifl.protocol.transport;

import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A client's end: fetches orders, sends replies. Confined to one thread. */
public interface ClientTransport extends AutoCloseable {
    /**
     * Waits up to {@code wait} for an order; a withdrawn order is not handed out.
     *
     * @return empty if none came in time
     * @throws IOException if either end is closed or the coordinator cannot be reached
     */
    Optional<TaskOrder> poll(Duration wait) throws IOException, InterruptedException;

    /**
     * Delivers a reply; sending the same reply again, or one nobody waits for any more, is harmless.
     *
     * @throws IllegalArgumentException if it is the reply of another client
     * @throws IOException if either end is closed or the coordinator cannot be reached
     */
    void send(TaskReply reply) throws IOException, InterruptedException;

    @Override
    void close();
}
