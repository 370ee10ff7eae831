package io.tifl.client.kafka;

import io.tifl.client.event.ClientEvent;
import io.tifl.client.event.ClientListener;
import io.tifl.client.pace.Guard;
import io.tifl.client.pace.Pace;
import io.tifl.protocol.kafka.Notice;
import io.tifl.protocol.kafka.Parcel;
import io.tifl.protocol.kafka.Piece;
import io.tifl.protocol.kafka.ReplyPiece;
import io.tifl.protocol.kafka.Seal;
import io.tifl.protocol.kafka.Topics;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.transport.RefusedException;
import io.tifl.protocol.transport.RefusedException.Advice;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * One reply on its way: written piece by piece, and again as a whole if no receipt comes or the coordinator asks for it. Gives
 * up after several attempts in a row. Confined to one thread.
 */
final class ReplySending {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int MOST_ATTEMPTS = 5;

    private final Outlet outlet;
    private final Topics topics;
    private final Postbox box;
    private final Guard guard;
    private final Pace pace;
    private final ClientListener listener;

    ReplySending(Outlet outlet, Topics topics, Postbox box, Guard guard, Pace pace, ClientListener listener) {
        this.outlet = outlet;
        this.topics = topics;
        this.box = box;
        this.guard = guard;
        this.pace = pace;
        this.listener = listener;
    }

    /**
     * Sends until there is a receipt.
     *
     * @param seal of the pieces; empty if they are to be written as they are
     * @return whether the coordinator had this very reply before
     * @throws RefusedException if the coordinator does not take it
     */
    boolean run(TaskId id, byte[] reply, String nonce, Optional<Seal> seal) throws IOException, InterruptedException {
        List<Piece> pieces = Piece.of(reply);
        String signature =
                box.identity().key().signReply(id, nonce, pieces.getFirst().digest());
        Attempt sent = new Attempt(id, reply, nonce, signature, pieces, seal);
        Pace.Failures failures = pace.failures();
        for (int attempt = 1; ; attempt++) {
            try {
                String code = guard.run("send the reply to " + id, () -> checked(receipt(sent)));
                return code.equals("known");
            } catch (IOException e) {
                if (attempt == MOST_ATTEMPTS
                        || (e instanceof RefusedException refused && refused.advice() != Advice.WAIT)) {
                    throw e;
                }
                Duration pause = failures.next(e);
                listener.on(new ClientEvent.Retrying("send the reply to " + id, pause, String.valueOf(e.getMessage())));
                Thread.sleep(pause);
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Attempt(
            TaskId id, byte[] reply, String nonce, String signature, List<Piece> pieces, Optional<Seal> seal) {}

    private Notice.Receipt receipt(Attempt what) throws IOException, InterruptedException {
        long number = box.expectReceipt();
        try {
            Queue<Future<RecordMetadata>> written = new ArrayDeque<>();
            for (Piece piece : what.pieces()) {
                written.add(write(
                        new ReplyPiece(what.id(), box.instance(), number, what.nonce(), what.signature(), piece),
                        what));
                while (!written.isEmpty() && written.peek().isDone()) {
                    Outlet.await(written.remove());
                }
            }
            for (Future<RecordMetadata> piece : written) {
                Outlet.await(piece);
            }
            return switch (box.await(number, PATIENCE).orElse(null)) {
                case Notice.Receipt receipt -> receipt;
                case Notice.Later later -> throw Caller.tooOften(later);
                case null, default ->
                    throw new IOException("the coordinator sent no receipt within " + PATIENCE.toSeconds() + " s");
            };
        } finally {
            box.forget(number);
        }
    }

    private Future<RecordMetadata> write(ReplyPiece piece, Attempt what) throws IOException, InterruptedException {
        Parcel plain = piece.parcel(piece.piece().bytes(what.reply()));
        Parcel parcel = what.seal().map(plain::close).orElse(plain);
        String header = what.seal().isPresent() ? ReplyPiece.SEALED : ReplyPiece.HEADER;
        return outlet.write(
                topics.replies(), parcel.key(), parcel.value(), List.of(new RecordHeader(header, parcel.header())));
    }

    private static String checked(Notice.Receipt receipt) throws RefusedException {
        String code = receipt.code();
        @Nullable
        Advice advice = switch (code) {
            case "counted-once", "known" -> null;
            case "unavailable", "too-many-requests" -> Advice.WAIT;
            case "client-barred" -> Advice.STOP;
            default -> Advice.FORGET;
        };
        if (advice != null) {
            throw new RefusedException(
                    code, "the coordinator answered " + code + ": " + receipt.detail(), advice, null);
        }
        return code;
    }
}
