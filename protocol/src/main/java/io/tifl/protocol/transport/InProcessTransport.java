package io.tifl.protocol.transport;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Coordinator and clients in one JVM: orders and replies change hands as objects, nothing is encoded. Thread-safe.
 *
 * <p>An order to a client that is not connected is unreachable at once, and so are the open orders of a client that closes
 * its end. Everybody waits on events; the clock only says when a reply arrived and when a deadline has passed, so it has to
 * move as time does.
 */
public final class InProcessTransport implements CoordinatorTransport, AutoCloseable {
    // One lock for everything: what is done under it takes less than a microsecond.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ClientId, InProcessClient> clients = new HashMap<>();
    private final Map<TaskId, InProcessReplies> open = new HashMap<>();
    private final WireFormat format = new WireFormat(WireLimits.defaults());
    private final InstantSource clock;
    private boolean closed;

    public InProcessTransport(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * A new end for a client, which fetches the orders sent from now on.
     *
     * @throws IllegalArgumentException if the client is connected already
     * @throws IllegalStateException if the transport is closed
     */
    public ClientTransport connect(ClientId client) {
        lock.lock();
        try {
            requireOpen();
            if (clients.containsKey(client)) {
                throw new IllegalArgumentException("client " + client + " is connected already");
            }
            InProcessClient end = new InProcessClient(client, this, lock.newCondition());
            clients.put(client, end);
            return end;
        } finally {
            lock.unlock();
        }
    }

    /** @throws IllegalStateException if the transport is closed */
    @Override
    public Replies dispatch(List<TaskOrder> orders) {
        lock.lock();
        try {
            requireOpen();
            requireNew(orders);
            InProcessReplies replies = new InProcessReplies(this, new ReplyQueue(lock.newCondition()), clock.instant());
            orders.forEach(order -> hand(order, replies));
            return replies;
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the transport is closed");
        }
    }

    private void requireNew(List<TaskOrder> orders) {
        Set<TaskId> ids = new HashSet<>();
        for (TaskOrder order : orders) {
            if (open.containsKey(order.id()) || !ids.add(order.id())) {
                throw new IllegalArgumentException("task " + order.id() + " is ordered twice");
            }
        }
    }

    private void hand(TaskOrder order, InProcessReplies replies) {
        InProcessClient client = clients.get(order.id().client());
        if (client != null) {
            open.put(order.id(), replies);
            replies.queue().expect(order.id());
            client.add(order);
        }
    }

    /** Ends every wait: clients get an {@link IOException}, open replies end. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            clients.values().forEach(InProcessClient::end);
            clients.clear();
            List.copyOf(open.keySet()).forEach(this::abandon);
        } finally {
            lock.unlock();
        }
    }

    Optional<TaskOrder> poll(InProcessClient client, Duration wait) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            return client.await(wait);
        } finally {
            lock.unlock();
        }
    }

    void deliver(InProcessClient client, TaskReply reply) throws IOException {
        long bytes = wireBytes(reply);
        lock.lock();
        try {
            client.requireConnected();
            InProcessReplies waiting = open.remove(reply.id());
            if (waiting != null) {
                client.forget(reply.id());
                waiting.queue().arrived(new Arrival(reply, clock.instant(), bytes));
            }
        } finally {
            lock.unlock();
        }
    }

    private long wireBytes(TaskReply reply) {
        return format.sizeOf(new WireMessage.Reply(reply));
    }

    void disconnect(InProcessClient client) {
        lock.lock();
        try {
            if (clients.remove(client.id(), client)) {
                client.end();
                List<TaskId> unanswerable = open.keySet().stream()
                        .filter(task -> task.client().equals(client.id()))
                        .toList();
                unanswerable.forEach(this::abandon);
            }
        } finally {
            lock.unlock();
        }
    }

    private void abandon(TaskId task) {
        InProcessReplies waiting = open.remove(task);
        if (waiting != null) {
            waiting.queue().expectNoMore(task);
        }
    }

    Optional<Arrival> next(InProcessReplies replies, Instant deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return replies.queue().await(deadline, clock);
        } finally {
            lock.unlock();
        }
    }

    void withdraw(InProcessReplies replies) {
        lock.lock();
        try {
            for (TaskId task : replies.queue().end()) {
                open.remove(task, replies);
                InProcessClient client = clients.get(task.client());
                if (client != null) {
                    client.forget(task);
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
