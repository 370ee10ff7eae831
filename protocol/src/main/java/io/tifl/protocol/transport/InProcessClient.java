package io.tifl.protocol.transport;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.locks.Condition;

/** One client's end. What is not of {@link ClientTransport} is called under the transport's lock. */
final class InProcessClient implements ClientTransport {
    private final ClientId id;
    private final InProcessTransport transport;
    private final Condition changed;
    private final SequencedMap<TaskId, TaskOrder> waiting = new LinkedHashMap<>();
    private boolean connected = true;

    InProcessClient(ClientId id, InProcessTransport transport, Condition changed) {
        this.id = id;
        this.transport = transport;
        this.changed = changed;
    }

    @Override
    public Optional<TaskOrder> poll(Duration wait) throws IOException, InterruptedException {
        return transport.poll(this, wait);
    }

    @Override
    public void send(TaskReply reply) throws IOException {
        if (!reply.id().client().equals(id)) {
            throw new IllegalArgumentException("client " + id + " cannot answer " + reply.id());
        }
        transport.deliver(this, reply);
    }

    @Override
    public void close() {
        transport.disconnect(this);
    }

    ClientId id() {
        return id;
    }

    void add(TaskOrder order) {
        waiting.put(order.id(), order);
        changed.signalAll();
    }

    void forget(TaskId task) {
        waiting.remove(task);
    }

    void end() {
        connected = false;
        waiting.clear();
        changed.signalAll();
    }

    void requireConnected() throws IOException {
        if (!connected) {
            throw new IOException("the connection of client " + id + " is closed");
        }
    }

    Optional<TaskOrder> await(Duration wait) throws IOException, InterruptedException {
        long nanos = Nanos.of(wait);
        requireConnected();
        while (waiting.isEmpty() && nanos > 0) {
            nanos = changed.awaitNanos(nanos);
            requireConnected();
        }
        return waiting.isEmpty()
                ? Optional.empty()
                : Optional.of(waiting.pollFirstEntry().getValue());
    }
}
