package io.tifl.coordinator.http;

import io.tifl.coordinator.content.Content;
import io.tifl.coordinator.security.ClientCertificates;
import io.tifl.coordinator.security.ClientSessions;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireMessage;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What devices fetch and send: {@code docs/http-api.md}, byte by byte. Thread-safe. A waiting client holds a connection and
 * no thread.
 *
 * <p>Nothing is believed: who asks is known before a body is read, a signature is checked before the bytes it covers come,
 * and no memory is taken for more than the limits allow.
 */
public final class DeviceServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(DeviceServlet.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LARGEST_JSON = 16 << 10;
    private static final int LARGEST_PIECE = 8 << 20;
    private static final int LONGEST_WAIT_SECONDS = 60;
    private static final int USUAL_WAIT_SECONDS = 30;
    private static final long WARN_EVERY_NANOS = 10_000_000_000L;
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
    private static final String BEARER = "Bearer ";
    private static final String BINARY = "application/octet-stream";

    /**
     * What the servlet works with.
     *
     * @param desk empty while another coordinator leads
     * @param certificates if devices must show one each
     * @param largestReply bytes of one whole reply at most
     * @param refusedReplies told the code of each request to send a reply that was refused
     * @param timer ends waits, and forgets uploads that rest
     * @param answering writes answers to clients that waited, and uploads to the disk; each on a thread of its own
     * @param limits how often anybody may ask
     */
    public record Parts(
            Supplier<Optional<OrderDesk>> desk,
            ClientSessions sessions,
            ClientRegistry clients,
            Optional<ClientCertificates> certificates,
            ModelVersions models,
            Path uploads,
            WireFormat format,
            long largestReply,
            Audit audit,
            Consumer<String> refusedReplies,
            ScheduledExecutorService timer,
            Executor answering,
            RequestLimits limits) {}

    /** Notes what an operator may have to look into. */
    @FunctionalInterface
    public interface Audit {
        void note(ClientId client, String event, String detail);
    }

    private final transient Parts parts;
    private final transient Uploads uploads;
    private final AtomicLong warned = new AtomicLong(System.nanoTime() - WARN_EVERY_NANOS);

    public DeviceServlet(Parts parts) {
        this.parts = parts;
        this.uploads = new Uploads(parts.uploads(), parts.answering());
        var _ = parts.timer().scheduleWithFixedDelay(this::forgetUploads, 1, 10, TimeUnit.MINUTES);
    }

    private void forgetUploads() {
        try {
            uploads.sweep(Instant.now());
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("uploads that rest are not forgotten yet: {}", e.getMessage());
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            route(request, response);
        } catch (ProblemException e) {
            refuse(request, response, e);
        } catch (MalformedMessageException | IllegalArgumentException e) {
            refuse(request, response, ProblemException.malformed(String.valueOf(e.getMessage())));
        } catch (EOFException e) {
            throw e; // the client is gone
        } catch (IOException e) {
            if (response.isCommitted()) {
                throw e;
            }
            warn(request, e);
            refuse(request, response, unavailable("what must be kept cannot be kept or read now"));
        }
        drain(request);
    }

    /**
     * Reads what is left of a reply that was answered before it had come: a connection that is closed on unread bytes takes
     * the answer with it.
     */
    private static void drain(HttpServletRequest request) throws IOException {
        long here = request.getContentLengthLong();
        if (request.getMethod().equals("PUT") && 0 < here && here <= LARGEST_PIECE) {
            request.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }

    /** Once in a while: a full disk refuses every device each second. */
    private void warn(HttpServletRequest request, IOException trouble) {
        long now = System.nanoTime();
        long last = warned.get();
        if (now - last > WARN_EVERY_NANOS && warned.compareAndSet(last, now)) {
            LOG.warn("{} {} is put off: {}", request.getMethod(), request.getRequestURI(), trouble.getMessage());
        }
    }

    private void route(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ProblemException, MalformedMessageException {
        List<String> path =
                List.of(request.getRequestURI().substring("/v1/".length()).split("/", -1));
        String what = request.getMethod() + " " + path.getFirst();
        switch (what) {
            case "POST enrolments" -> enrol(request, response);
            case "POST challenges" -> challenge(request, response);
            case "POST sessions" -> openSession(request, response);
            case "DELETE sessions" -> leave(session(request), request, response);
            case "GET orders" -> poll(session(request), request, response);
            case "POST orders" -> renew(task(path, 1, session(request)), response);
            case "GET jobs" -> {
                ClientId _ = session(request);
                model(path, request, response);
            }
            case "HEAD replies" -> offset(task(path, 1, session(request)), request, response);
            case "PUT replies" -> reply(task(path, 1, session(request)), request, response);
            default -> throw ProblemException.notFound("there is no " + what);
        }
    }

    private static TaskId task(List<String> path, int at, ClientId client) throws ProblemException {
        if (path.size() < at + 2) {
            throw ProblemException.notFound("a job and a round are missing");
        }
        return new TaskId(new JobId(path.get(at)), Long.parseLong(path.get(at + 1)), client);
    }

    private void enrol(HttpServletRequest request, HttpServletResponse response) throws IOException, ProblemException {
        Map<String, Object> asked = strangersJson(request);
        Map<String, String> attributes = new HashMap<>();
        if (asked.get("attributes") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> attributes.put(String.valueOf(name), String.valueOf(value)));
        }
        Optional<ClientId> wanted = Optional.ofNullable(asked.get("client"))
                .map(String::valueOf)
                .map(ClientId::new)
                .or(() -> shown(request).flatMap(ClientCertificates::client));
        if (parts.certificates().isPresent()) {
            requireCertificate(request, wanted.orElseThrow(DeviceServlet::noCertificate));
        }
        ClientRegistry.Enrolment enrolment = new ClientRegistry.Enrolment(
                text(asked, "token"),
                wanted,
                Optional.ofNullable(asked.get("retry")).map(String::valueOf),
                attributes);
        ClientRegistry.Client client = parts.clients()
                .enrol(enrolment)
                .orElseThrow(() -> new ProblemException(
                        403, "token-invalid", "the token is unknown, used or has run out, or the id is taken"));
        ClientKey key = parts.sessions().clientKey(client.id(), client.generation());
        answer(response, 201, Map.of("client", client.id().value(), "key", key.toText()));
    }

    private void challenge(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ProblemException {
        ClientId client = new ClientId(text(strangersJson(request), "client"));
        answer(response, 200, Map.of("challenge", parts.sessions().challenge(client)));
    }

    private void openSession(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ProblemException {
        Map<String, Object> asked = strangersJson(request);
        ClientId id = new ClientId(text(asked, "client"));
        String challenge = text(asked, "challenge");
        requireCertificate(request, id);
        if (!parts.sessions().use(id, challenge)) {
            throw new ProblemException(401, "session-invalid", "the challenge is used, too old, or another client's");
        }
        ClientRegistry.Client client = parts.clients().find(id).orElseThrow(DeviceServlet::notTheHolder);
        String session = parts.sessions()
                .open(id, client.generation(), challenge, text(asked, "mac"))
                .orElseThrow(DeviceServlet::notTheHolder);
        requireWelcome(client);
        parts.clients().seen(id);
        parts.desk().get().ifPresent(desk -> desk.restarted(id));
        answer(response, 200, Map.of("session", session, "expiresInSeconds", ClientSessions.SESSION.toSeconds()));
    }

    private OrderDesk desk() throws ProblemException {
        return parts.desk().get().orElseThrow(DeviceServlet::noRound);
    }

    private static ProblemException noRound() {
        return unavailable("no round runs here now");
    }

    private static ProblemException unavailable(String detail) {
        return new ProblemException(503, "unavailable", detail).with("Retry-After", "1");
    }

    /** Whether there is such a client is nobody's business who has no key. */
    private static ProblemException notTheHolder() {
        return new ProblemException(403, "signature-invalid", "the challenge is not signed with this client's key");
    }

    private static ProblemException sessionInvalid() {
        return new ProblemException(401, "session-invalid", "open a session with the key of this client");
    }

    /** Where devices have certificates, a key alone opens nothing. */
    private void requireCertificate(HttpServletRequest request, ClientId client) throws ProblemException {
        if (parts.certificates().isPresent()) {
            X509Certificate shown = shown(request).orElseThrow(DeviceServlet::noCertificate);
            Optional<String> problem = parts.certificates().get().problem(shown, client);
            if (problem.isPresent()) {
                parts.audit().note(client, "certificate-invalid", problem.get());
                throw certificateInvalid(problem.get());
            }
        }
    }

    private static Optional<X509Certificate> shown(HttpServletRequest request) {
        return request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
                ? Optional.of(chain[0])
                : Optional.empty();
    }

    private static ProblemException noCertificate() {
        return certificateInvalid("a certificate for this client is needed");
    }

    private static ProblemException certificateInvalid(String detail) {
        return new ProblemException(403, "certificate-invalid", detail).with("Connection", "close");
    }

    private static void requireWelcome(ClientRegistry.Client client) throws ProblemException {
        if (client.barred()) {
            throw new ProblemException(403, "client-barred", "an operator shut this client out");
        }
    }

    /** The client that asks. */
    private ClientId session(HttpServletRequest request) throws IOException, ProblemException {
        Optional<ClientSessions.Session> shown = Optional.ofNullable(request.getHeader("Authorization"))
                .filter(header -> header.startsWith(BEARER))
                .flatMap(header -> parts.sessions().session(header.substring(BEARER.length())));
        if (shown.isEmpty()) {
            parts.limits().admitStranger(request);
            throw sessionInvalid();
        }
        ClientSessions.Session session = shown.get();
        parts.limits().admit(session.client());
        ClientRegistry.Client client =
                parts.clients().find(session.client()).orElseThrow(DeviceServlet::sessionInvalid);
        requireCertificate(request, client.id());
        requireWelcome(client);
        if (client.generation() != session.generation()) {
            throw sessionInvalid();
        }
        parts.clients().seen(client.id());
        return client.id();
    }

    private void leave(ClientId client, HttpServletRequest request, HttpServletResponse response) {
        parts.sessions().end(request.getHeader("Authorization").substring(BEARER.length()));
        parts.desk().get().ifPresent(desk -> desk.left(client));
        parts.clients().left(client);
        response.setStatus(204);
    }

    private void poll(ClientId client, HttpServletRequest request, HttpServletResponse response)
            throws ProblemException {
        String wait = request.getParameter("wait");
        long seconds = wait == null ? USUAL_WAIT_SECONDS : Math.clamp(Long.parseLong(wait), 0, LONGEST_WAIT_SECONDS);
        OrderDesk desk = desk();
        AsyncContext context = request.startAsync(request, response);
        // The container's own timeout would answer in between.
        context.setTimeout(0);
        WaitingClient poll = new WaitingClient(context);
        desk.poll(client, poll);
        poll.endsBy(parts.timer().schedule(() -> desk.cancel(client, poll), seconds, TimeUnit.SECONDS));
    }

    /** A connection that is held until there is an order. */
    private final class WaitingClient implements Poll {
        private final AsyncContext context;
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile Optional<Future<?>> timeout = Optional.empty();

        WaitingClient(AsyncContext context) {
            this.context = context;
        }

        void endsBy(Future<?> scheduled) {
            timeout = Optional.of(scheduled);
            if (ended.get()) {
                scheduled.cancel(false);
            }
        }

        @Override
        public void end(Optional<Handed> order) {
            if (ended.compareAndSet(false, true)) {
                timeout.ifPresent(scheduled -> scheduled.cancel(false));
                parts.answering().execute(() -> write(order));
            }
        }

        private void write(Optional<Handed> order) {
            try {
                HttpServletResponse response = (HttpServletResponse) context.getResponse();
                if (order.isEmpty()) {
                    response.setStatus(204);
                } else {
                    write(order.get(), response);
                }
            } catch (IOException e) {
                LOG.debug("a client went away while it was answered", e);
            } finally {
                context.complete();
            }
        }

        private void write(Handed order, HttpServletResponse response) throws IOException {
            byte[] message = parts.format().encode(new WireMessage.Order(order.order()));
            response.setHeader("Tifl-Nonce", order.nonce());
            response.setHeader("Tifl-Lease", Long.toString(order.lease().toSeconds()));
            response.setContentType(BINARY);
            response.setContentLength(message.length);
            response.getOutputStream().write(message);
        }
    }

    private void renew(TaskId task, HttpServletResponse response) throws IOException, ProblemException {
        OrderDesk desk = desk();
        if (!desk.renew(task)) {
            // Whoever does not know yet that its reply counts must not take it back: sending it again will tell.
            requireKnown(task, desk.receiptOfClosed(task, ReplyJournal.ANY_REPLY));
        }
        response.setStatus(204);
    }

    private void model(List<String> path, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ProblemException {
        if (path.size() != 4 || !path.get(2).equals("models")) {
            throw ProblemException.notFound("expected jobs/JOB/models/VERSION");
        }
        JobId job = new JobId(path.get(1));
        long number = Long.parseLong(path.get(3));
        ModelVersions.Version version = parts.models()
                .find(job, number)
                .orElseThrow(() -> ProblemException.notFound("version " + number + " of " + job + " is not there"));
        String tag = '"' + version.tag() + '"';
        response.setHeader("ETag", tag);
        response.setHeader("Accept-Ranges", "bytes");
        response.setHeader("Cache-Control", "private, max-age=31536000, immutable");
        response.setContentType(BINARY);
        if (tag.equals(request.getHeader("If-None-Match"))) {
            response.setStatus(304);
            return;
        }
        long from = firstByte(request, tag, version.bytes());
        try (InputStream content = version.opening().open(from)) {
            send(content, from, version.bytes(), request, response);
        }
    }

    /** Where a range begins; ranges to the end are all that clients ask for, and all that is given. */
    private static long firstByte(HttpServletRequest request, String tag, long bytes) throws ProblemException {
        String range = request.getHeader("Range");
        String condition = request.getHeader("If-Range");
        if (range == null
                || !range.startsWith("bytes=")
                || !range.endsWith("-")
                || (condition != null && !condition.equals(tag))) {
            return 0;
        }
        long from = Long.parseLong(range.substring("bytes=".length(), range.length() - 1));
        if (from < 0 || from >= bytes) {
            throw new ProblemException(416, "malformed", "the model has " + bytes + " bytes")
                    .with("Content-Range", "bytes */" + bytes);
        }
        return from;
    }

    private static void send(
            InputStream content, long from, long bytes, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String accepted = request.getHeader("Accept-Encoding");
        if (from == 0 && accepted != null && accepted.contains("gzip")) {
            response.setHeader("Content-Encoding", "gzip");
            try (GZIPOutputStream zipped = new GZIPOutputStream(response.getOutputStream(), 64 << 10)) {
                content.transferTo(zipped);
            }
            return;
        }
        if (from > 0) {
            response.setStatus(206);
            response.setHeader("Content-Range", "bytes " + from + "-" + (bytes - 1) + "/" + bytes);
        }
        response.setContentLengthLong(bytes - from);
        copy(content, response.getOutputStream());
    }

    // Four times the buffer of transferTo, for a quarter of its writes to the connection.
    private static void copy(InputStream content, OutputStream out) throws IOException {
        byte[] buffer = new byte[64 << 10];
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            out.write(buffer, 0, read);
        }
    }

    private void offset(TaskId task, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ProblemException {
        OrderDesk desk = desk();
        String digest = header(request, "Tifl-Digest");
        if (!desk.isOpen(task)) {
            requireKnown(task, desk.receiptOfClosed(task, digest));
            // The first piece will be told.
            response.setHeader("Upload-Offset", "0");
            return;
        }
        Optional<Long> counted = counted(task, digest);
        long offset = counted.isPresent() ? counted.get() : uploads.offset(task, digest);
        response.setHeader("Upload-Offset", Long.toString(offset));
    }

    /** The length of this very reply, if it counts already. */
    private Optional<Long> counted(TaskId task, String digest) throws ProblemException {
        return desk().answer(task)
                .filter(answer -> answer.digest().equals(digest))
                .map(OpenOrder.Answer::bytes);
    }

    private void reply(TaskId task, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ProblemException, MalformedMessageException {
        OrderDesk desk = desk();
        String digest = header(request, "Tifl-Digest");
        requireSignature(task, digest, request);
        if (!desk.isOpen(task)) {
            answer(task, desk.receiptOfClosed(task, digest), response);
            return;
        }
        if (counted(task, digest).isPresent()) {
            answer(response, 200, Map.of("status", "known"));
            return;
        }
        long here = request.getContentLengthLong();
        long offset = number(request, "Upload-Offset", 0);
        long length = number(request, "Upload-Length", here);
        if (here > LARGEST_PIECE) {
            throw ProblemException.tooLarge(here, LARGEST_PIECE);
        }
        if (length > parts.largestReply()) {
            throw ProblemException.tooLarge(length, parts.largestReply());
        }
        if (offset < 0 || here < 0 || offset + here > length) {
            throw ProblemException.malformed("a piece needs a Content-Length and must lie within Upload-Length");
        }
        boolean isWhole = offset == 0 && here == length;
        if (isWhole && length < Content.LARGE) {
            byte[] message = request.getInputStream().readNBytes((int) length);
            if (!ClientKey.digest(message).equals(digest)) {
                throw ProblemException.otherDigest();
            }
            deliver(task, Content.of(message), digest, response);
            return;
        }
        try (Uploads.Upload upload = isWhole ? uploads.whole() : uploads.resume(task, digest)) {
            long there = upload.add(offset, length, request.getInputStream());
            if (there < length) {
                response.setStatus(202);
                response.setHeader("Upload-Offset", Long.toString(there));
                return;
            }
            deliver(task, upload.take(digest), digest, response);
        }
    }

    private void requireSignature(TaskId task, String digest, HttpServletRequest request)
            throws IOException, ProblemException {
        String nonce = desk().nonce(task);
        int generation = parts.clients()
                .find(task.client())
                .orElseThrow(DeviceServlet::sessionInvalid)
                .generation();
        String expected = parts.sessions().clientKey(task.client(), generation).signReply(task, nonce, digest);
        if (!ClientKey.matches(expected, header(request, "Tifl-Signature"))) {
            parts.audit().note(task.client(), "signature-invalid", "reply to " + task);
            throw new ProblemException(
                    403, "signature-invalid", "the signature is not this client's over this task, nonce and digest");
        }
    }

    private void deliver(TaskId task, Content message, String digest, HttpServletResponse response)
            throws IOException, ProblemException, MalformedMessageException {
        answer(task, desk().deliver(task, message, digest), response);
    }

    private static void answer(TaskId task, OrderDesk.Receipt receipt, HttpServletResponse response)
            throws IOException, ProblemException {
        switch (receipt) {
            case COUNTED -> answer(response, 200, Map.of("status", "counted-once"));
            case KNOWN -> answer(response, 200, Map.of("status", "known"));
            case ALREADY_ANSWERED ->
                throw new ProblemException(409, "already-answered", task + " was answered otherwise before");
            case PENDING, WITHDRAWN -> throw notWaitedFor(task, receipt);
        }
    }

    private static void requireKnown(TaskId task, OrderDesk.Receipt receipt) throws ProblemException {
        if (receipt != OrderDesk.Receipt.KNOWN) {
            throw notWaitedFor(task, receipt);
        }
    }

    private static ProblemException notWaitedFor(TaskId task, OrderDesk.Receipt receipt) {
        return receipt == OrderDesk.Receipt.PENDING
                ? noRound()
                : ProblemException.withdrawn("nobody waits for " + task);
    }

    private static String header(HttpServletRequest request, String name) throws ProblemException {
        String value = request.getHeader(name);
        if (value == null) {
            throw ProblemException.malformed("the header " + name + " is missing");
        }
        return value;
    }

    private static long number(HttpServletRequest request, String name, long otherwise) {
        String value = request.getHeader(name);
        return value == null ? otherwise : Long.parseLong(value);
    }

    /** What somebody says who has no session: only they send JSON. */
    @SuppressWarnings("unchecked")
    private Map<String, Object> strangersJson(HttpServletRequest request) throws IOException, ProblemException {
        parts.limits().admitStranger(request);
        byte[] body = request.getInputStream().readNBytes(LARGEST_JSON + 1);
        if (body.length > LARGEST_JSON) {
            throw ProblemException.tooLarge(body.length, LARGEST_JSON);
        }
        try {
            if (JSON.readValue(body, Object.class) instanceof Map<?, ?> object) {
                return (Map<String, Object>) object;
            }
        } catch (JacksonException e) {
            throw ProblemException.malformed("the body is no JSON object: " + e.getOriginalMessage());
        }
        throw ProblemException.malformed("the body is no JSON object");
    }

    private static String text(Map<String, Object> asked, String name) throws ProblemException {
        if (asked.get(name) instanceof String text && !text.isBlank()) {
            return text;
        }
        throw ProblemException.malformed("'" + name + "' is missing");
    }

    private static void answer(HttpServletResponse response, int status, Map<String, ?> body) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.getOutputStream().write(JSON.writeValueAsBytes(body));
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, ProblemException problem)
            throws IOException {
        if (request.getMethod().equals("PUT")) {
            parts.refusedReplies().accept(problem.code());
        }
        refuse(response, problem);
    }

    static void refuse(HttpServletResponse response, ProblemException problem) throws IOException {
        problem.headers().forEach(response::setHeader);
        response.setStatus(problem.status());
        response.setContentType("application/problem+json");
        Map<String, Object> body = Map.of(
                "type", "about:blank",
                "status", problem.status(),
                "code", problem.code(),
                "detail", String.valueOf(problem.getMessage()));
        response.getOutputStream().write(JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8));
    }
}
