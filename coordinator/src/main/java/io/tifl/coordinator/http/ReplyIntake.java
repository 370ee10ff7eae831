package io.tifl.coordinator.http;

import io.tifl.coordinator.content.Content;
import io.tifl.coordinator.observe.Metric;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.wire.MalformedMessageException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes replies in, whole or in pieces, once their signature is known to be the client's. Thread-safe. */
final class ReplyIntake {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyIntake.class);
    private static final int LARGEST_PIECE = 8 << 20;

    private final DeviceServlet.Parts parts;
    private final Uploads uploads;

    ReplyIntake(DeviceServlet.Parts parts) {
        this.parts = parts;
        this.uploads = new Uploads(parts.uploads(), parts.answering());
        parts.meters().watch(Metric.UPLOADS_UNDER_WAY, uploads::underWay);
        var _ = parts.timer().scheduleWithFixedDelay(this::forgetUploads, 1, 10, TimeUnit.MINUTES);
    }

    private void forgetUploads() {
        try {
            int forgotten = uploads.sweep(Instant.now());
            parts.meters().add(Metric.UPLOADS_FORGOTTEN, forgotten);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("uploads that rest are not forgotten yet: {}", e.getMessage());
        }
    }

    /** Says how much of a reply is there. */
    void offset(TaskId task, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ProblemException {
        OrderDesk desk = parts.openDesk();
        String digest = Answers.header(request, "Tifl-Digest");
        if (!desk.isOpen(task)) {
            requireKnown(task, desk.receiptOfClosed(task, digest));
            // The first piece will be told.
            response.setHeader("Upload-Offset", "0");
            return;
        }
        Optional<Long> counted = counted(desk, task, digest);
        long offset = counted.isPresent() ? counted.get() : uploads.offset(task, digest);
        if (counted.isEmpty() && offset > 0) {
            parts.meters().count(Metric.UPLOADS_RESUMED);
        }
        response.setHeader("Upload-Offset", Long.toString(offset));
    }

    /** The length of this very reply, if it counts already. */
    private static Optional<Long> counted(OrderDesk desk, TaskId task, String digest) {
        return desk.answer(task)
                .filter(answer -> answer.digest().equals(digest))
                .map(OpenOrder.Answer::bytes);
    }

    /** Takes a reply, or a piece of one. */
    void take(TaskId task, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ProblemException, MalformedMessageException {
        OrderDesk desk = parts.openDesk();
        String digest = Answers.header(request, "Tifl-Digest");
        requireSignature(desk, task, digest, request);
        if (!desk.isOpen(task)) {
            answer(task, desk.receiptOfClosed(task, digest), response);
            return;
        }
        if (counted(desk, task, digest).isPresent()) {
            answer(task, OrderDesk.Receipt.KNOWN, response);
            return;
        }
        Piece piece = piece(request);
        if (piece.isWhole() && piece.length() < Content.LARGE) {
            byte[] message = request.getInputStream().readNBytes((int) piece.length());
            if (!ClientKey.digest(message).equals(digest)) {
                throw ProblemException.otherDigest();
            }
            answer(task, parts.openDesk().deliver(task, Content.of(message), digest), response);
        } else {
            takeLarge(task, piece, digest, request, response);
        }
    }

    /**
     * What a request brings.
     *
     * @param offset where it begins in the reply
     * @param here bytes of this piece
     * @param length bytes of the whole reply
     */
    private record Piece(long offset, long here, long length) {
        boolean isWhole() {
            return offset == 0 && here == length;
        }
    }

    private Piece piece(HttpServletRequest request) throws ProblemException {
        long here = request.getContentLengthLong();
        Piece piece = new Piece(
                Answers.number(request, "Upload-Offset", 0), here, Answers.number(request, "Upload-Length", here));
        if (here > LARGEST_PIECE) {
            throw ProblemException.tooLarge(here, LARGEST_PIECE);
        }
        if (piece.length() > parts.largestReply()) {
            throw ProblemException.tooLarge(piece.length(), parts.largestReply());
        }
        if (piece.offset() < 0 || here < 0 || piece.offset() + here > piece.length()) {
            throw ProblemException.malformed("a piece needs a Content-Length and must lie within Upload-Length");
        }
        return piece;
    }

    private void takeLarge(
            TaskId task, Piece piece, String digest, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ProblemException, MalformedMessageException {
        try (Uploads.Upload upload = piece.isWhole() ? uploads.whole(task) : uploads.resume(task, digest)) {
            parts.meters().count(Metric.UPLOAD_CHUNKS);
            long there = upload.add(piece.offset(), piece.length(), request.getInputStream());
            if (there < piece.length()) {
                response.setStatus(202);
                response.setHeader("Upload-Offset", Long.toString(there));
                return;
            }
            // The lead may have been lost meanwhile.
            answer(task, parts.openDesk().deliver(task, upload.take(digest), digest), response);
        }
    }

    private void requireSignature(OrderDesk desk, TaskId task, String digest, HttpServletRequest request)
            throws IOException, ProblemException {
        String nonce = desk.nonce(task);
        int generation = parts.clients()
                .find(task.client())
                .orElseThrow(ProblemException::sessionInvalid)
                .generation();
        String expected = parts.sessions().clientKey(task.client(), generation).signReply(task, nonce, digest);
        if (!ClientKey.matches(expected, Answers.header(request, "Tifl-Signature"))) {
            parts.audit().note(task.client(), "signature-invalid", "reply to " + task);
            throw new ProblemException(
                    403, "signature-invalid", "the signature is not this client's over this task, nonce and digest");
        }
    }

    private static void answer(TaskId task, OrderDesk.Receipt receipt, HttpServletResponse response)
            throws IOException, ProblemException {
        LOG.debug("reply to {}: {}", task, receipt.code());
        switch (receipt) {
            case COUNTED, KNOWN -> Answers.send(response, 200, Map.of("status", receipt.code()));
            case ALREADY_ANSWERED ->
                throw new ProblemException(409, receipt.code(), task + " was answered otherwise before");
            case PENDING, WITHDRAWN -> throw notWaitedFor(task, receipt);
        }
    }

    private static void requireKnown(TaskId task, OrderDesk.Receipt receipt) throws ProblemException {
        if (receipt != OrderDesk.Receipt.KNOWN) {
            throw notWaitedFor(task, receipt);
        }
    }

    private static ProblemException notWaitedFor(TaskId task, OrderDesk.Receipt receipt) {
        return receipt == OrderDesk.Receipt.PENDING ? ProblemException.noRound() : ProblemException.withdrawn(task);
    }

    /**
     * Reads what is left of a reply that was answered before it had come: a connection that is closed on unread bytes takes
     * the answer with it.
     */
    static void drain(HttpServletRequest request) throws IOException {
        long here = request.getContentLengthLong();
        if (request.getMethod().equals("PUT") && 0 < here && here <= LARGEST_PIECE) {
            request.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }
}
