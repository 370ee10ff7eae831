package io.tifl.client.transport;

import io.tifl.client.event.ClientEvent;
import io.tifl.client.event.ClientListener;
import io.tifl.client.pace.Pace;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.task.GlobalModel;
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
 * The orders of one client from when they are asked for until they are answered, whatever carries them. Confined to one
 * thread, as every {@link ClientTransport}; from an order to its reply a thread of its own keeps the order's lease.
 */
public final class CarriedTransport implements ClientTransport {
    private static final Logger LOG = LoggerFactory.getLogger(CarriedTransport.class);
    private static final String WITHDRAWN = "order-withdrawn";
    private static final int NONCES_KEPT = 64;

    private final ClientId client;
    private final WireFormat format;
    private final Carrier carrier;
    private final ClientListener listener;
    private final Leases leases;

    // Insertion order; the oldest go first, whose orders are long answered or withdrawn.
    private final Map<TaskId, String> nonces = new LinkedHashMap<>();
    private @Nullable WireOrder waiting;
    private volatile @Nullable TaskId lost;
    private boolean closed;

    public CarriedTransport(ClientId client, WireLimits limits, Carrier carrier, Pace pace, ClientListener listener) {
        this.client = client;
        this.format = new WireFormat(limits);
        this.carrier = carrier;
        this.listener = listener;
        this.leases = new Leases(carrier, pace, this::withdrawn);
    }

    // Called on the lease's thread.
    private void withdrawn(TaskId id) {
        lost = id;
        listener.on(new ClientEvent.Withdrawn(id));
    }

    /**
     * {@inheritDoc}
     *
     * <p>An order whose model could not be fetched is kept, and the next poll goes on with it.
     */
    @Override
    public Optional<TaskOrder> poll(Duration wait) throws IOException, InterruptedException {
        requireOpen();
        carrier.open();
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

    private Optional<WireOrder> order(long deadline) throws IOException, InterruptedException {
        try {
            Optional<Carrier.Handed> handed = carrier.order(deadline);
            return handed.isPresent() ? Optional.of(accepted(handed.get())) : Optional.empty();
        } catch (MalformedMessageException e) {
            throw new IOException("the coordinator sent no order: " + e.getMessage(), e);
        }
    }

    private WireOrder accepted(Carrier.Handed handed) throws IOException, MalformedMessageException {
        if (!(format.decode(handed.message()) instanceof WireMessage.Order(WireOrder order))) {
            throw new IOException("an order was asked for, the coordinator sent another kind of message");
        }
        TaskId id = order.id();
        if (!id.client().equals(client)) {
            throw new IOException("client " + client + " was handed the order " + id);
        }
        nonces.remove(id);
        nonces.put(id, handed.nonce());
        if (nonces.size() > NONCES_KEPT) {
            nonces.remove(nonces.keySet().iterator().next());
        }
        lost = null;
        leases.begin(id, handed.lease());
        listener.on(new ClientEvent.OrderReceived(id, order.task(), order.timeLimit()));
        return order;
    }

    /** The order with its model; empty if it can no longer be carried out, and was given up. */
    private Optional<TaskOrder> withModel(WireOrder order) throws IOException, InterruptedException {
        if (order.id().equals(lost)) {
            waiting = null;
            return Optional.empty();
        }
        try {
            GlobalModel model = switch (order.model()) {
                case OrderedModel.Inline(GlobalModel inline) -> inline;
                case ModelReference reference -> carrier.model(order, reference);
            };
            waiting = null;
            return Optional.of(order.toOrder(model));
        } catch (RefusedException e) {
            if (e.advice() != Advice.FORGET) {
                throw e;
            }
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
        if (!id.client().equals(client)) {
            throw new IllegalArgumentException("client " + client + " cannot answer " + id);
        }
        requireOpen();
        String nonce = nonces.get(id);
        if (nonce == null || id.equals(lost)) {
            LOG.debug("nobody waits for a reply to {}", id);
            return;
        }
        byte[] message = format.encode(new WireMessage.Reply(reply));
        try {
            boolean again = carrier.deliver(id, message, nonce);
            leases.end(id);
            listener.on(new ClientEvent.ReplyCounted(id, message.length, again));
        } catch (RefusedException refusal) {
            if (refusal.advice() == Advice.FORGET) {
                leases.end(id);
            }
            if (!refusal.code().equals(WITHDRAWN)) {
                throw refusal;
            }
            listener.on(new ClientEvent.Withdrawn(id));
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the connection of client " + client + " is closed");
        }
    }

    /** Leaves: the coordinator gives up this client's open orders at once, if it can be told within a few seconds. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        leases.close();
        // An interruption is a wish to end soon, and this is soon.
        boolean interrupted = Thread.interrupted();
        try {
            carrier.leave();
        } catch (IOException e) {
            LOG.debug("could not tell the coordinator that {} leaves: {}", client, e.toString());
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
