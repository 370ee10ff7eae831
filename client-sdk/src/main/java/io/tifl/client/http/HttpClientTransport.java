package io.tifl.client.http;

import io.tifl.client.event.ClientEvent;
import io.tifl.client.event.ClientListener;
import io.tifl.client.pace.Pace;
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
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's end over HTTP, by docs/http-api.md. Confined to one thread, as every {@link ClientTransport}; from an order to
 * its reply a thread of its own keeps the order's lease.
 *
 * <p>Each call makes several attempts where a transfer broke off, waiting between them, and then throws; the next call goes
 * on where this one stopped. A {@link RefusedException} says that the coordinator was reached and what is left to do.
 *
 * <p>Memory: the last model once, a reply's bytes once beside the reply itself; without a folder for models, a model's bytes
 * once more while it arrives.
 */
public final class HttpClientTransport implements ClientTransport {
    private static final Logger LOG = LoggerFactory.getLogger(HttpClientTransport.class);
    private static final Duration USUAL_LEASE = Duration.ofSeconds(60);
    private static final int NONCES_KEPT = 64;
    private static final int READ_AHEAD = 1 << 16;

    private final Session session;
    private final Identity identity;
    private final WireFormat format;
    private final Pace pace;
    private final ClientListener listener;
    private final Models models;
    private final Leases leases;
    private final double secondsPerPiece;

    // Insertion order; the oldest go first, whose orders are long answered or withdrawn.
    private final Map<TaskId, String> nonces = new LinkedHashMap<>();
    private @Nullable WireOrder waiting;
    private @Nullable TaskId begun;
    private volatile @Nullable TaskId lost;
    private boolean closed;

    HttpClientTransport(
            Session session,
            Identity identity,
            WireLimits limits,
            Pace pace,
            ClientListener listener,
            Optional<Path> folder,
            double secondsPerPiece) {
        this.secondsPerPiece = secondsPerPiece;
        this.session = session;
        this.identity = identity;
        this.format = new WireFormat(limits);
        this.pace = pace;
        this.listener = listener;
        this.models = new Models(session, limits, pace, listener, folder);
        this.leases = new Leases(session, pace, this::withdrawn);
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
        long left = Math.max(deadline - System.nanoTime(), 0);
        Line line = session.line();
        long seconds =
                Math.min(Duration.ofNanos(left).toSeconds(), line.longestPoll().toSeconds());
        var request = line.request("/v1/orders?wait=" + seconds, line.patience().plusSeconds(seconds))
                .GET();
        try (Answer answer = session.send(request)) {
            if (answer.status() == 204) {
                Duration asked = answer.seconds("Retry-After");
                pause(asked == null ? Duration.ZERO : pace.lengthened(asked), deadline);
                return Optional.empty();
            }
            answer.requireMessage();
            return Optional.of(received(answer));
        }
    }

    // What is left below a second cannot be asked for, so it is waited for here.
    private static void pause(Duration asked, long deadline) throws InterruptedException {
        long left = deadline - System.nanoTime();
        long rest = left < Duration.ofSeconds(1).toNanos() ? left : 0;
        long nanos = Math.min(Math.max(asked.toNanos(), rest), left);
        if (nanos > 0) {
            Thread.sleep(Duration.ofNanos(nanos));
        }
    }

    private WireOrder received(Answer answer) throws IOException, InterruptedException {
        WireOrder order = decoded(answer);
        if (!order.id().client().equals(identity.client())) {
            throw new IOException("client " + identity.client() + " was handed the order " + order.id());
        }
        nonces.remove(order.id());
        nonces.put(order.id(), answer.requiredLine("Tifl-Nonce"));
        if (nonces.size() > NONCES_KEPT) {
            nonces.remove(nonces.keySet().iterator().next());
        }
        lost = null;
        Duration lease = answer.seconds("Tifl-Lease");
        leases.begin(order.id(), lease == null || !lease.isPositive() ? USUAL_LEASE : lease);
        listener.on(new ClientEvent.OrderReceived(order.id(), order.task(), order.timeLimit()));
        return order;
    }

    private WireOrder decoded(Answer answer) throws IOException, InterruptedException {
        try {
            if (format.decode(message(answer)) instanceof WireMessage.Order(WireOrder order)) {
                return order;
            }
            throw new IOException("an order was asked for, the coordinator sent another kind of message");
        } catch (MalformedMessageException e) {
            throw new IOException("the coordinator sent no order: " + e.getMessage(), e);
        } catch (IOException e) {
            Line.requireNotInterrupted();
            throw e;
        }
    }

    private byte[] message(Answer answer) throws IOException, MalformedMessageException {
        byte[] header = answer.body().readNBytes(WireFormat.HEADER_BYTES);
        if (header.length < WireFormat.HEADER_BYTES) {
            throw new IOException("the order ended after " + header.length + " bytes");
        }
        int bytes = format.messageBytes(ByteBuffer.wrap(header));
        // Grows with what really comes; orders are small unless a model is in them.
        byte[] message = new byte[Math.min(bytes, READ_AHEAD)];
        System.arraycopy(header, 0, message, 0, header.length);
        int filled = header.length;
        while (filled < bytes) {
            if (filled == message.length) {
                message = Arrays.copyOf(message, (int) Math.min(bytes, 2L * message.length));
            }
            int count = answer.body().read(message, filled, message.length - filled);
            if (count < 0) {
                throw new IOException("the order ended after " + filled + " of " + bytes + " bytes");
            }
            filled += count;
        }
        if (answer.body().read() >= 0) {
            throw new IOException("the order does not end after the " + bytes + " bytes it announced");
        }
        return message;
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
                case ModelReference reference -> models.get(order.id().job(), reference);
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
        if (!id.client().equals(identity.client())) {
            throw new IllegalArgumentException("client " + identity.client() + " cannot answer " + id);
        }
        requireOpen();
        String nonce = nonces.get(id);
        if (nonce == null || id.equals(lost)) {
            LOG.debug("nobody waits for a reply to {}", id);
            return;
        }
        upload(id, format.encode(new WireMessage.Reply(reply)), nonce);
    }

    private void upload(TaskId id, byte[] reply, String nonce) throws IOException, InterruptedException {
        Persistence persistence = new Persistence("send the reply to " + id, pace, listener);
        ReplyUpload upload = new ReplyUpload(
                session, identity, id, reply, nonce, id.equals(begun), new PieceSize(secondsPerPiece), persistence);
        begun = id;
        try {
            boolean again = upload.run();
            answered(id);
            listener.on(new ClientEvent.ReplyCounted(id, reply.length, again));
        } catch (HttpRefusal refusal) {
            if (refusal.is(Code.ORDER_WITHDRAWN)) {
                answered(id);
                listener.on(new ClientEvent.Withdrawn(id));
                return;
            }
            if (refusal.advice() == Advice.FORGET) {
                answered(id);
            }
            throw refusal;
        }
    }

    private void answered(TaskId id) {
        leases.end(id);
        begun = null;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the connection of client " + identity.client() + " is closed");
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
        models.close();
        // An interruption is a wish to end soon, and this is soon.
        boolean interrupted = Thread.interrupted();
        try {
            session.leave();
        } catch (IOException e) {
            LOG.debug("could not tell the coordinator that {} leaves: {}", identity.client(), e.toString());
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
