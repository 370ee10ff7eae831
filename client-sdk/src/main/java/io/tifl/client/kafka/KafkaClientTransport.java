package io.tifl.client.kafka;

import io.tifl.client.event.ClientEvent;
import io.tifl.client.event.ClientListener;
import io.tifl.protocol.kafka.Call;
import io.tifl.protocol.kafka.ModelPlace;
import io.tifl.protocol.kafka.Notice;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.ClientTransport;
import io.tifl.protocol.transport.RefusedException;
import io.tifl.protocol.transport.RefusedException.Advice;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.ModelReference;
import io.tifl.protocol.wire.OrderedModel;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import io.tifl.protocol.wire.WireOrder;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's end over Kafka, by docs/kafka.md. Confined to one thread, as every {@link ClientTransport}; from an order to its
 * reply a thread of its own keeps the order's lease.
 *
 * <p>A {@link RefusedException} says that the coordinator was reached and what is left to do; every other failure that it, or
 * the brokers, could not be reached in time.
 */
public final class KafkaClientTransport implements ClientTransport {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaClientTransport.class);
    private static final Duration LONGEST_POLL = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int NONCES_KEPT = 64;

    private final KafkaCoordinator coordinator;
    private final Postbox box;
    private final WireFormat format;
    private final ClientListener listener;
    private final Caller caller;
    private final Renewals renewals;
    private final ReplySending sending;

    // Insertion order; the oldest go first, whose orders are long answered or withdrawn.
    private final Map<TaskId, String> nonces = new LinkedHashMap<>();
    private @Nullable Received waiting;
    private volatile @Nullable TaskId lost;
    private boolean joined;
    private boolean closed;

    private record Received(WireOrder order, ModelPlace place) {}

    KafkaClientTransport(KafkaCoordinator coordinator, Postbox box, WireLimits limits, ClientListener listener) {
        this.coordinator = coordinator;
        this.box = box;
        this.format = new WireFormat(limits);
        this.listener = listener;
        this.caller = new Caller(coordinator.outlet(), coordinator.topics(), box, coordinator.guard());
        this.renewals = new Renewals(caller, coordinator.pace(), this::withdrawn);
        this.sending = new ReplySending(
                coordinator.outlet(), coordinator.topics(), box, coordinator.guard(), coordinator.pace(), listener);
    }

    // Called on the lease's thread.
    private void withdrawn(TaskId id) {
        lost = id;
        listener.on(new ClientEvent.Withdrawn(id));
    }

    /**
     * {@inheritDoc}
     *
     * <p>An order whose model could not be read is kept, and the next poll goes on with it.
     */
    @Override
    public Optional<TaskOrder> poll(Duration wait) throws IOException, InterruptedException {
        requireOpen();
        join();
        long deadline = System.nanoTime() + nanos(wait);
        while (true) {
            if (waiting == null) {
                waiting = order(deadline).orElse(null);
            }
            if (waiting != null) {
                Optional<TaskOrder> order = withModel(waiting);
                if (order.isPresent()) {
                    return order;
                }
            } else if (deadline - System.nanoTime() <= 0) {
                return Optional.empty();
            }
        }
    }

    private static long nanos(Duration wait) {
        Duration longest = Duration.ofDays(365);
        return wait.isNegative() ? 0 : (wait.compareTo(longest) < 0 ? wait : longest).toNanos();
    }

    private void join() throws IOException, InterruptedException {
        if (!joined) {
            int partitions =
                    coordinator.outlet().partitions(coordinator.topics().orders());
            coordinator.inbox().join(box, partitions);
            joined = true;
        }
    }

    private Optional<Received> order(long deadline) throws IOException, InterruptedException {
        Optional<Notice.Order> late = box.late();
        if (late.isPresent()) {
            return received(late.get());
        }
        long asked = System.nanoTime();
        Duration left = Duration.ofNanos(Math.max(deadline - asked, 0));
        Duration wait = left.compareTo(LONGEST_POLL) < 0 ? left : LONGEST_POLL;
        Notice.Body answer = caller.ask(new Call.Ask.Poll(wait), wait.plus(Caller.PATIENCE));
        if (answer instanceof Notice.Order order) {
            return received(order);
        }
        pauseIfEarly(Duration.ofNanos(System.nanoTime() - asked), wait);
        return Optional.empty();
    }

    /** A coordinator that has nothing to wait for, such as one that is stopping, is not asked without a pause. */
    private static void pauseIfEarly(Duration took, Duration wait) throws InterruptedException {
        Duration rest = wait.minus(took);
        if (rest.isPositive()) {
            Thread.sleep(rest.compareTo(PAUSE) < 0 ? rest : PAUSE);
        }
    }

    private Optional<Received> received(Notice.Order notice) throws IOException {
        WireOrder order = decoded(notice.message());
        TaskId id = order.id();
        if (!id.client().equals(box.identity().client())) {
            throw new IOException("client " + box.identity().client() + " was handed the order " + id);
        }
        nonces.remove(id);
        nonces.put(id, notice.nonce());
        if (nonces.size() > NONCES_KEPT) {
            nonces.remove(nonces.keySet().iterator().next());
        }
        lost = null;
        renewals.begin(id, notice.lease());
        listener.on(new ClientEvent.OrderReceived(id, order.task(), order.timeLimit()));
        return Optional.of(new Received(order, notice.model()));
    }

    private WireOrder decoded(byte[] message) throws IOException {
        try {
            if (format.decode(message) instanceof WireMessage.Order(WireOrder order)) {
                return order;
            }
            throw new IOException("an order was asked for, the coordinator sent another kind of message");
        } catch (MalformedMessageException e) {
            throw new IOException("the coordinator sent no order: " + e.getMessage(), e);
        }
    }

    /** The order with its model; empty if it can no longer be carried out, and was given up. */
    private Optional<TaskOrder> withModel(Received received) throws IOException, InterruptedException {
        WireOrder order = received.order();
        if (order.id().equals(lost)) {
            waiting = null;
            return Optional.empty();
        }
        try {
            var model = switch (order.model()) {
                case OrderedModel.Inline(var inline) -> inline;
                case ModelReference reference ->
                    coordinator.models().get(order.id().job(), reference, received.place(), listener);
            };
            waiting = null;
            return Optional.of(order.toOrder(model));
        } catch (KafkaModels.GoneException e) {
            waiting = null;
            send(new TaskReply.Failed(order.id(), TaskReply.Fault.ORDER, "its model cannot be had: " + e.getMessage()));
            return Optional.empty();
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws RefusedException with advice other than to wait if the coordinator will not take the reply: sending it again
     *     is useless
     */
    @Override
    public void send(TaskReply reply) throws IOException, InterruptedException {
        TaskId id = reply.id();
        if (!id.client().equals(box.identity().client())) {
            throw new IllegalArgumentException("client " + box.identity().client() + " cannot answer " + id);
        }
        requireOpen();
        String nonce = nonces.get(id);
        if (nonce == null || id.equals(lost)) {
            LOG.debug("nobody waits for a reply to {}", id);
            return;
        }
        byte[] message = format.encode(new WireMessage.Reply(reply));
        try {
            boolean again = sending.run(id, message, nonce);
            renewals.end(id);
            listener.on(new ClientEvent.ReplyCounted(id, message.length, again));
        } catch (RefusedException refusal) {
            if (refusal.advice() == Advice.FORGET) {
                renewals.end(id);
            }
            if (!refusal.code().equals("order-withdrawn")) {
                throw refusal;
            }
            listener.on(new ClientEvent.Withdrawn(id));
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the connection of client " + box.identity().client() + " is closed");
        }
    }

    /** Leaves: the coordinator gives up this client's open orders at once, if it can be told within a few seconds. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        renewals.close();
        if (!joined) {
            return;
        }
        // An interruption is a wish to end soon, and this is soon.
        boolean interrupted = Thread.interrupted();
        try {
            caller.leave();
            coordinator.inbox().leave(box);
        } catch (IOException | IllegalStateException e) {
            LOG.debug(
                    "could not tell the coordinator that {} leaves: {}",
                    box.identity().client(),
                    e.toString());
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
