package io.tifl.client.http;

import io.tifl.client.event.ClientListener;
import io.tifl.client.pace.Pace;
import io.tifl.client.transport.Carrier;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.transport.RefusedException.Advice;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.ModelReference;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireOrder;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries over HTTP, by docs/http-api.md.
 *
 * <p>Each call makes several attempts where a transfer broke off, waiting between them, and then throws; the next call goes
 * on where this one stopped.
 *
 * <p>Memory: the last model once, a reply's bytes once beside the reply itself; without a folder for models, a model's bytes
 * once more while it arrives.
 */
final class HttpCarrier implements Carrier {
    private static final Duration USUAL_LEASE = Duration.ofSeconds(60);
    private static final int READ_AHEAD = 1 << 16;

    private final Session session;
    private final Identity identity;
    private final WireFormat format;
    private final Pace pace;
    private final ClientListener listener;
    private final Models models;
    private final double secondsPerPiece;
    private @Nullable TaskId begun;

    HttpCarrier(
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
    }

    @Override
    public Optional<Handed> order(long deadline) throws IOException, InterruptedException, MalformedMessageException {
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
            return Optional.of(handed(answer));
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

    private Handed handed(Answer answer) throws IOException, InterruptedException, MalformedMessageException {
        byte[] message;
        try {
            message = message(answer);
        } catch (IOException e) {
            Line.requireNotInterrupted();
            throw e;
        }
        Duration lease = answer.seconds("Tifl-Lease");
        return new Handed(
                message, answer.requiredLine("Tifl-Nonce"), lease == null || !lease.isPositive() ? USUAL_LEASE : lease);
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

    @Override
    public GlobalModel model(WireOrder order, ModelReference reference) throws IOException, InterruptedException {
        return models.get(order.id().job(), reference);
    }

    @Override
    public boolean deliver(TaskId id, byte[] reply, String nonce) throws IOException, InterruptedException {
        Persistence persistence = new Persistence("send the reply to " + id, pace, listener);
        ReplyUpload upload = new ReplyUpload(
                session, identity, id, reply, nonce, id.equals(begun), new PieceSize(secondsPerPiece), persistence);
        begun = id;
        try {
            boolean again = upload.run();
            begun = null;
            return again;
        } catch (HttpRefusal refusal) {
            if (refusal.advice() == Advice.FORGET) {
                begun = null;
            }
            throw refusal;
        }
    }

    @Override
    public Renewal renew(TaskId id) throws IOException, InterruptedException {
        String path = "/v1/orders/" + id.job() + "/" + id.round() + "/lease";
        try {
            session.send(session.line().request(path).POST(BodyPublishers.noBody()))
                    .close();
            return Renewal.RENEWED;
        } catch (HttpRefusal refusal) {
            if (refusal.is(Code.ORDER_WITHDRAWN)) {
                return Renewal.WITHDRAWN;
            }
            throw refusal;
        }
    }

    @Override
    public void leave() throws IOException, InterruptedException {
        models.close();
        session.leave();
    }
}
