package io.tifl.client.http;

import io.tifl.client.pace.Pace;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.transport.RefusedException.Advice;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * One reply on its way: sent in pieces, and after a break from where the coordinator says it stands. Gives up when several
 * attempts in a row move nothing. Confined to one thread.
 */
final class ReplyUpload {
    private static final int MOST_CORRECTIONS = 3;

    private final Session session;
    private final String path;
    private final byte[] reply;
    private final String digest;
    private final String nonce;
    private final String signature;
    private final PieceSize pieces;
    private final Persistence persistence;
    private long offset;
    private boolean unsure;
    private int corrections;

    /** @param begun whether some of the reply may be there already */
    ReplyUpload(
            Session session,
            Identity identity,
            TaskId id,
            byte[] reply,
            String nonce,
            boolean begun,
            PieceSize pieces,
            Persistence persistence) {
        this.pieces = pieces;
        this.unsure = begun;
        this.session = session;
        this.path = "/v1/replies/" + id.job() + "/" + id.round();
        this.reply = reply;
        this.digest = ClientKey.digest(reply);
        this.nonce = nonce;
        this.signature = identity.key().signReply(id, nonce, digest);
        this.persistence = persistence;
    }

    /**
     * Sends until the coordinator has all of it.
     *
     * @return whether it had this very reply before
     */
    boolean run() throws IOException, InterruptedException {
        Pace.Failures failures = persistence.begin();
        while (true) {
            long before = offset;
            try {
                if (unsure) {
                    askOffset();
                }
                String status = sendPieces();
                return status.equals("known");
            } catch (HttpRefusal refusal) {
                if (!corrected(refusal)) {
                    unsure = true;
                    failures = persistence.again(lasting(refusal), failures, offset > before);
                }
            } catch (IOException e) {
                Line.requireNotInterrupted();
                unsure = true;
                pieces.broken();
                failures = persistence.again(e, failures, offset > before);
            }
        }
    }

    /** Whether the coordinator only wants the next piece to begin elsewhere, as after a restart of either side. */
    private boolean corrected(HttpRefusal refusal) {
        long asked = refusal.uploadOffset();
        boolean usable = refusal.is(Code.UPLOAD_OFFSET) && asked >= 0 && asked <= reply.length && asked != offset;
        if (!usable || ++corrections > MOST_CORRECTIONS) {
            return false;
        }
        offset = asked;
        return true;
    }

    /** The refusal, if it may pass with time. */
    private static HttpRefusal lasting(HttpRefusal refusal) throws HttpRefusal {
        if (refusal.advice() != Advice.WAIT) {
            throw refusal;
        }
        return refusal;
    }

    // An answer to HEAD has no body, so a refusal says little; the piece that follows will be told why.
    private void askOffset() throws IOException, InterruptedException {
        HttpRequest.Builder request = signed(session.line().request(path)).method("HEAD", BodyPublishers.noBody());
        offset = 0;
        try (Answer answer = session.send(request)) {
            offset = position(answer, 0);
        } catch (HttpRefusal refusal) {
            if (refusal.retryAfter().isPresent()) {
                throw refusal;
            }
        }
        unsure = false;
    }

    private String sendPieces() throws IOException, InterruptedException {
        while (true) {
            int bytes = (int) Math.min(pieces.next(), reply.length - offset);
            long start = System.nanoTime();
            try (Answer answer = session.send(piece(bytes))) {
                if (answer.status() == 200) {
                    return answer.text(answer.json(), "status");
                }
                offset = position(answer, offset);
                corrections = 0;
            }
            pieces.sent(bytes, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private HttpRequest.Builder piece(int bytes) {
        BodyPublisher body = BodyPublishers.ofByteArray(reply, (int) offset, bytes);
        Line line = session.line();
        return signed(line.request(path, line.patienceWithPieces()))
                .header("Content-Type", "application/octet-stream")
                .header("Upload-Offset", Long.toString(offset))
                .header("Upload-Length", Integer.toString(reply.length))
                .PUT(body);
    }

    private HttpRequest.Builder signed(HttpRequest.Builder request) {
        return request.header("Tifl-Digest", digest).header("Tifl-Nonce", nonce).header("Tifl-Signature", signature);
    }

    /** The position the coordinator names, which must be within the reply and, in an answer to a piece, beyond the last. */
    private long position(Answer answer, long last) throws IOException {
        OptionalLong position = answer.number("Upload-Offset");
        boolean piece = answer.status() == 202;
        if (position.isEmpty() || position.getAsLong() > reply.length || (piece && position.getAsLong() <= last)) {
            throw new IOException(answer.describe() + " was answered " + answer.status() + " with Upload-Offset '"
                    + answer.header("Upload-Offset", "") + "'; the reply has " + reply.length + " bytes, the last piece"
                    + " began at " + last);
        }
        return position.getAsLong();
    }
}
