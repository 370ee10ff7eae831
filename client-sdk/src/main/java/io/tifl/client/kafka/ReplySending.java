package io.tifl.client.kafka;

import io.tifl.client.event.ClientEvent;
import io.tifl.client.event.ClientListener;
import io.tifl.client.pace.Pace;
import io.tifl.protocol.kafka.Notice;
import io.tifl.protocol.kafka.Piece;
import io.tifl.protocol.kafka.ReplyPiece;
import io.tifl.protocol.kafka.Topics;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.transport.RefusedException;
import io.tifl.protocol.transport.RefusedException.Advice;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
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
     * @return whether the coordinator had this very reply before
     * @throws RefusedException if the coordinator does not take it
     */
    boolean run(TaskId id, byte[] reply, String nonce) throws IOException, InterruptedException {
        List<Piece> pieces = Piece.of(reply);
        String signature =
                box.identity().key().signReply(id, nonce, pieces.getFirst().digest());
        Pace.Failures failures = pace.failures();
        for (int attempt = 1; ; attempt++) {
            try {
                String code = guard.run(
                        "send the reply to " + id, () -> checked(attempt(id, reply, nonce, signature, pieces)));
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

    private Notice.Receipt attempt(TaskId id, byte[] reply, String nonce, String signature, List<Piece> pieces)
            throws IOException, InterruptedException {
        long number = box.expectReceipt();
        try {
            Queue<Future<RecordMetadata>> written = new ArrayDeque<>();
            for (Piece piece : pieces) {
                ReplyPiece header = new ReplyPiece(id, box.instance(), number, nonce, signature, piece);
                written.add(outlet.write(
                        topics.replies(),
                        header.key(),
                        piece.bytes(reply),
                        List.of(new RecordHeader(ReplyPiece.HEADER, header.encode()))));
                while (!written.isEmpty() && written.peek().isDone()) {
                    Outlet.await(written.remove());
                }
            }
            for (Future<RecordMetadata> piece : written) {
                Outlet.await(piece);
            }
            if (box.await(number, PATIENCE).orElse(null) instanceof Notice.Receipt receipt) {
                return receipt;
            }
            throw new IOException("the coordinator sent no receipt within " + PATIENCE.toSeconds() + " s");
        } finally {
            box.forget(number);
        }
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
