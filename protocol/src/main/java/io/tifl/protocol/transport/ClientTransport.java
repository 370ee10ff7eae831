package io.tifl.protocol.transport;

import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A client's end: fetches orders, sends replies. Confined to one thread. */
public interface ClientTransport extends AutoCloseable {
    /** Waits up to {@code wait} for an order. */
    Optional<TaskOrder> poll(Duration wait) throws IOException, InterruptedException;

    /** Delivers a reply; sending the same reply again is harmless. */
    void send(TaskReply reply) throws IOException, InterruptedException;

    @Override
    void close();
}
