package io.tifl.client.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.Replies;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import io.tifl.protocol.wire.WireOrder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A coordinator in this JVM that keeps to docs/http-api.md to the letter, except where a test tells it to misbehave. Its
 * clock is the machine's counter: what the time of day is plays no part.
 */
final class FakeCoordinator implements CoordinatorTransport, AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final WireFormat FORMAT = new WireFormat(WireLimits.defaults());

    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicLong numbers = new AtomicLong();
    private final Duration lease;

    private final Map<String, String> enrolled = new HashMap<>();
    private final Map<String, String> tokens = new HashMap<>();
    private final Map<ClientId, ClientKey> keys = new HashMap<>();
    private final Set<ClientId> barred = ConcurrentHashMap.newKeySet();
    private final Map<String, ClientId> challenges = new HashMap<>();
    private final Map<String, ClientId> sessions = new HashMap<>();
    private final Map<String, byte[]> models = new HashMap<>();
    private final Map<TaskId, Open> open = new LinkedHashMap<>();
    private final Map<ClientId, SequencedMap<TaskId, Open>> openOfClient = new HashMap<>();
    private final Map<TaskId, String> answered = new HashMap<>();
    private final Map<String, byte[]> uploads = new HashMap<>();
    private final Map<ClientId, Long> polls = new HashMap<>();
    private boolean closed;

    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final AtomicLong replyBytes = new AtomicLong();
    private volatile Trouble trouble = (_, _) -> false;
    private volatile int maxReplyBytes = 64 << 20;
    private volatile BooleanSupplier replyAnswersLost = () -> false;

    /** Spoils a request in place of answering it. */
    @FunctionalInterface
    interface Trouble {
        /** @return whether the request was dealt with; if not, it is answered as it should be */
        boolean spoils(String request, HttpExchange exchange) throws IOException, InterruptedException;
    }

    /** An order nobody has answered yet. */
    private static final class Open {
        final TaskOrder order;
        final FakeReplies replies;
        final String nonce;
        long leaseEnd;
        boolean handedOut;

        Open(TaskOrder order, FakeReplies replies, String nonce) {
            this.order = order;
            this.replies = replies;
            this.nonce = nonce;
        }
    }

    FakeCoordinator() throws IOException {
        this(null, false, Duration.ofSeconds(2));
    }

    FakeCoordinator(@Nullable SSLContext tls, boolean clientCertificate, Duration lease) throws IOException {
        this.lease = lease;
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (tls == null) {
            server = HttpServer.create(any, 1000);
            scheme = "http";
        } else {
            HttpsServer secure = HttpsServer.create(any, 1000);
            secure.setHttpsConfigurator(new HttpsConfigurator(tls) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters wanted = tls.getDefaultSSLParameters();
                    wanted.setNeedClientAuth(clientCertificate);
                    parameters.setSSLParameters(wanted);
                }
            });
            server = secure;
            scheme = "https";
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI uri() {
        return URI.create(scheme + "://localhost:" + port());
    }

    int port() {
        return server.getAddress().getPort();
    }

    Duration lease() {
        return lease;
    }

    String token() {
        lock.lock();
        try {
            String token = "token-" + numbers.incrementAndGet();
            tokens.put(token, "");
            return token;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a client in without a word over HTTP. */
    Identity enrol(ClientId client) {
        lock.lock();
        try {
            ClientKey key = freshKey();
            keys.put(client, key);
            return new Identity(client, key);
        } finally {
            lock.unlock();
        }
    }

    void bar(ClientId client) {
        barred.add(client);
    }

    /** Forgets all sessions, as a coordinator that lost them. */
    void endSessions() {
        lock.lock();
        try {
            sessions.clear();
        } finally {
            lock.unlock();
        }
    }

    int sessionCount() {
        lock.lock();
        try {
            return sessions.size();
        } finally {
            lock.unlock();
        }
    }

    void trouble(Trouble trouble) {
        this.trouble = trouble;
    }

    void maxReplyBytes(int bytes) {
        this.maxReplyBytes = bytes;
    }

    /** Asked for every piece of a reply that was taken in: whether the line breaks before the client hears of it. */
    void loseReplyAnswers(BooleanSupplier lost) {
        this.replyAnswersLost = lost;
    }

    /** How often something was asked for, such as {@code PUT /v1/replies}. */
    int requests(String what) {
        AtomicInteger count = requests.get(what);
        return count == null ? 0 : count.get();
    }

    /** Bytes of pieces of replies that came in whole. */
    long replyBytes() {
        return replyBytes.get();
    }

    @Override
    public Replies dispatch(List<TaskOrder> orders) {
        lock.lock();
        try {
            FakeReplies replies = new FakeReplies();
            List<TaskId> ids = new ArrayList<>();
            for (TaskOrder order : orders) {
                if (open.containsKey(order.id()) || ids.contains(order.id())) {
                    throw new IllegalArgumentException("task " + order.id() + " is ordered twice");
                }
                ids.add(order.id());
            }
            for (TaskOrder order : orders) {
                publish(order.id().job(), order.model());
                Open one = new Open(order, replies, "nonce-" + numbers.incrementAndGet());
                open.put(order.id(), one);
                openOfClient
                        .computeIfAbsent(order.id().client(), _ -> new LinkedHashMap<>())
                        .put(order.id(), one);
                answered.remove(order.id());
                replies.left++;
            }
            changed.signalAll();
            return replies;
        } finally {
            lock.unlock();
        }
    }

    private void publish(JobId job, GlobalModel model) {
        models.put(job + "/" + model.version(), FORMAT.encode(new WireMessage.Model(model)));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String request = exchange.getRequestMethod() + " " + path;
        String kind = exchange.getRequestMethod() + " "
                + String.join("/", Arrays.copyOf(path.split("/"), Math.min(3, path.split("/").length)));
        requests.computeIfAbsent(kind, _ -> new AtomicInteger()).incrementAndGet();
        try {
            if (!trouble.spoils(request, exchange)) {
                route(request, path.split("/"), exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            e.printStackTrace();
            problem(exchange, 500, "broken", e.toString());
        } finally {
            exchange.close();
        }
    }

    private void route(String request, String[] path, HttpExchange exchange) throws IOException, InterruptedException {
        switch (request) {
            case "POST /v1/enrolments" -> enrol(exchange);
            case "POST /v1/challenges" -> challenge(exchange);
            case "POST /v1/sessions" -> session(exchange);
            default -> routeWithSession(request, path, exchange);
        }
    }

    private void routeWithSession(String request, String[] path, HttpExchange exchange)
            throws IOException, InterruptedException {
        Optional<ClientId> client = client(exchange);
        if (client.isEmpty()) {
            problem(exchange, 401, "session-invalid", "there is no such session");
        } else if (barred.contains(client.get())) {
            problem(exchange, 403, "client-barred", "the operator barred this client");
        } else if (request.equals("GET /v1/orders")) {
            poll(client.get(), exchange);
        } else if (request.equals("DELETE /v1/sessions/current")) {
            leave(client.get(), exchange);
        } else if (request.matches("POST /v1/orders/[^/]+/[0-9]+/lease")) {
            renew(new TaskId(new JobId(path[3]), Long.parseLong(path[4]), client.get()), exchange);
        } else if (request.matches("GET /v1/jobs/[^/]+/models/[0-9]+")) {
            model(path[3] + "/" + path[5], exchange);
        } else if (request.matches("PUT /v1/replies/[^/]+/[0-9]+")) {
            put(new TaskId(new JobId(path[3]), Long.parseLong(path[4]), client.get()), exchange);
        } else if (request.matches("HEAD /v1/replies/[^/]+/[0-9]+")) {
            head(new TaskId(new JobId(path[3]), Long.parseLong(path[4]), client.get()), exchange);
        } else {
            problem(exchange, 404, "not-found", request);
        }
    }

    private Optional<ClientId> client(HttpExchange exchange) {
        String given = header(exchange, "Authorization");
        lock.lock();
        try {
            return given.startsWith("Bearer ")
                    ? Optional.ofNullable(sessions.get(given.substring(7)))
                    : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void enrol(HttpExchange exchange) throws IOException {
        JsonNode body = json(exchange);
        if (body == null) {
            return;
        }
        String answer = enrolled(body);
        if (answer.isEmpty()) {
            problem(exchange, 403, "token-invalid", "ask the operator for another");
        } else {
            answer(exchange, 201, "application/json", answer.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Takes a client in and breaks the line before it hears of it. */
    void enrolUnheard(HttpExchange exchange) throws IOException {
        JsonNode body = json(exchange);
        if (body != null) {
            enrolled(body);
        }
    }

    /** The answer to an enrolment; empty if the token is not good. */
    private String enrolled(JsonNode body) {
        String token = body.path("token").asString("");
        String wanted = body.path("client").asString("");
        lock.lock();
        try {
            String again = token + "\n" + wanted + "\n" + body.path("retry").asString("none");
            String before = enrolled.get(again);
            if (before != null) {
                return before;
            }
            if (tokens.remove(token) == null) {
                return "";
            }
            ClientId client = new ClientId(wanted.isEmpty() ? "client-" + numbers.incrementAndGet() : wanted);
            ClientKey key = freshKey();
            keys.put(client, key);
            String answer = JSON.createObjectNode()
                    .put("client", client.value())
                    .put("key", key.toText())
                    .toString();
            enrolled.put(again, answer);
            return answer;
        } finally {
            lock.unlock();
        }
    }

    private ClientKey freshKey() {
        byte[] key = new byte[ClientKey.BYTES];
        Arrays.fill(key, (byte) numbers.incrementAndGet());
        return ClientKey.of(key);
    }

    private void challenge(HttpExchange exchange) throws IOException {
        JsonNode body = json(exchange);
        if (body == null) {
            return;
        }
        String challenge = "challenge-" + numbers.incrementAndGet();
        lock.lock();
        try {
            challenges.put(challenge, new ClientId(body.path("client").asString("")));
        } finally {
            lock.unlock();
        }
        json(exchange, 200, "challenge", challenge);
    }

    private void session(HttpExchange exchange) throws IOException {
        JsonNode body = json(exchange);
        if (body == null) {
            return;
        }
        ClientId client = new ClientId(body.path("client").asString(""));
        String challenge = body.path("challenge").asString("");
        String code;
        String session = "session-" + numbers.incrementAndGet();
        lock.lock();
        try {
            ClientKey key = keys.get(client);
            if (!client.equals(challenges.remove(challenge))) {
                code = "session-invalid";
            } else if (key == null
                    || !ClientKey.matches(
                            key.signSession(client, challenge), body.path("mac").asString(""))) {
                code = "signature-invalid";
            } else {
                code = "";
                sessions.put(session, client);
            }
        } finally {
            lock.unlock();
        }
        switch (code) {
            case "" ->
                answer(
                        exchange,
                        200,
                        "application/json",
                        JSON.createObjectNode()
                                .put("session", session)
                                .put("expiresInSeconds", 43200)
                                .toString()
                                .getBytes(StandardCharsets.UTF_8));
            case "session-invalid" -> problem(exchange, 401, code, "the challenge is not of this client");
            default -> problem(exchange, 403, code, "the client is unknown or the MAC is wrong");
        }
    }

    private void poll(ClientId client, HttpExchange exchange) throws IOException, InterruptedException {
        String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("wait=30");
        int seconds = Integer.parseInt(query.substring("wait=".length()));
        if (seconds < 0 || seconds > 60) {
            problem(exchange, 400, "malformed", query);
            return;
        }
        Open found = await(client, TimeUnit.SECONDS.toNanos(seconds));
        if (found == null) {
            exchange.sendResponseHeaders(204, -1);
            return;
        }
        exchange.getResponseHeaders().set("Tifl-Nonce", found.nonce);
        exchange.getResponseHeaders().set("Tifl-Lease", Long.toString(Math.max(1, lease.toSeconds())));
        byte[] order = FORMAT.encode(new WireMessage.Order(WireOrder.withReference(found.order)));
        answer(exchange, 200, "application/octet-stream", order);
    }

    private @Nullable Open await(ClientId client, long nanos) throws InterruptedException {
        lock.lock();
        try {
            long number = numbers.incrementAndGet();
            polls.put(client, number);
            changed.signalAll();
            long left = nanos;
            while (!closed && polls.get(client) == number) {
                for (Open one :
                        openOfClient.getOrDefault(client, new LinkedHashMap<>()).values()) {
                    if (!one.handedOut || one.leaseEnd - System.nanoTime() < 0) {
                        one.handedOut = true;
                        one.leaseEnd = System.nanoTime() + lease.toNanos();
                        return one;
                    }
                }
                if (left <= 0) {
                    return null;
                }
                // Nobody signals the end of a lease.
                long step = Math.min(left, TimeUnit.MILLISECONDS.toNanos(100));
                left += changed.awaitNanos(step) - step;
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void renew(TaskId id, HttpExchange exchange) throws IOException {
        boolean there;
        lock.lock();
        try {
            Open found = open.get(id);
            there = found != null;
            if (found != null) {
                found.leaseEnd = System.nanoTime() + lease.toNanos();
            }
        } finally {
            lock.unlock();
        }
        if (there) {
            exchange.sendResponseHeaders(204, -1);
        } else {
            problem(exchange, 410, "order-withdrawn", id.toString());
        }
    }

    private void leave(ClientId client, HttpExchange exchange) throws IOException {
        lock.lock();
        try {
            sessions.values().removeIf(client::equals);
            List<TaskId> left = open.keySet().stream()
                    .filter(id -> id.client().equals(client))
                    .toList();
            left.forEach(id -> end(id, null));
        } finally {
            lock.unlock();
        }
        exchange.sendResponseHeaders(204, -1);
    }

    /** Takes an order off the list, under the lock. */
    private void end(TaskId id, @Nullable Arrival arrival) {
        Open found = open.remove(id);
        if (found != null) {
            openOfClient.getOrDefault(id.client(), new LinkedHashMap<>()).remove(id);
            found.replies.left--;
            if (arrival != null) {
                found.replies.arrived.add(arrival);
            }
            changed.signalAll();
        }
    }

    private void model(String name, HttpExchange exchange) throws IOException {
        byte[] model;
        lock.lock();
        try {
            model = models.get(name);
        } finally {
            lock.unlock();
        }
        if (model == null) {
            problem(exchange, 404, "not-found", name);
            return;
        }
        String tag = "\"" + ClientKey.digest(model) + "\"";
        exchange.getResponseHeaders().set("ETag", tag);
        exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
        exchange.getResponseHeaders().set("Cache-Control", "private, max-age=31536000, immutable");
        String range = header(exchange, "Range");
        if (range.matches("bytes=[0-9]+-") && header(exchange, "If-Range").equals(tag)) {
            int from = Integer.parseInt(range.substring(6, range.length() - 1));
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (model.length - 1) + "/" + model.length);
            answer(exchange, 206, "application/octet-stream", Arrays.copyOfRange(model, from, model.length));
        } else if (header(exchange, "Accept-Encoding").contains("gzip")) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            answer(exchange, 200, "application/octet-stream", gzip(model));
        } else {
            answer(exchange, 200, "application/octet-stream", model);
        }
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private void head(TaskId id, HttpExchange exchange) throws IOException {
        String digest = header(exchange, "Tifl-Digest");
        long there;
        lock.lock();
        try {
            byte[] stored = uploads.getOrDefault(id + " " + digest, new byte[0]);
            there = stored.length;
        } finally {
            lock.unlock();
        }
        exchange.getResponseHeaders().set("Upload-Offset", Long.toString(there));
        exchange.sendResponseHeaders(200, -1);
    }

    private void put(TaskId id, HttpExchange exchange) throws IOException {
        byte[] piece = exchange.getRequestBody().readNBytes((8 << 20) + 1);
        replyBytes.addAndGet(piece.length);
        String digest = header(exchange, "Tifl-Digest");
        String nonce = header(exchange, "Tifl-Nonce");
        long offset = number(exchange, "Upload-Offset", 0);
        long length = number(exchange, "Upload-Length", piece.length);
        Refusal refusal = null;
        String status = "";
        long there = 0;
        lock.lock();
        try {
            Open found = open.get(id);
            String key = id + " " + digest;
            byte[] stored = uploads.getOrDefault(key, new byte[0]);
            there = stored.length;
            if (digest.equals(answered.get(id))) {
                status = "known";
            } else if (answered.containsKey(id)) {
                refusal = new Refusal(409, "already-answered", "");
            } else if (found == null) {
                refusal = new Refusal(410, "order-withdrawn", "");
            } else if (!found.nonce.equals(nonce) || !signed(id, nonce, digest, exchange)) {
                refusal = new Refusal(403, "signature-invalid", "");
            } else if (piece.length > 8 << 20 || length > maxReplyBytes) {
                refusal = new Refusal(413, "too-large", "at most " + maxReplyBytes);
            } else if (offset != there) {
                refusal = new Refusal(409, "upload-offset", "");
            } else {
                byte[] longer = Arrays.copyOf(stored, stored.length + piece.length);
                System.arraycopy(piece, 0, longer, stored.length, piece.length);
                uploads.put(key, longer);
                there = longer.length;
                if (there >= length) {
                    refusal = counted(id, digest, longer);
                    status = "counted-once";
                }
            }
        } finally {
            lock.unlock();
        }
        if (replyAnswersLost.getAsBoolean()) {
            return;
        }
        if (refusal != null && refusal.code.equals("upload-offset")) {
            exchange.getResponseHeaders().set("Upload-Offset", Long.toString(there));
        }
        if (refusal != null) {
            problem(exchange, refusal.status, refusal.code, refusal.detail);
        } else if (status.isEmpty()) {
            exchange.getResponseHeaders().set("Upload-Offset", Long.toString(there));
            exchange.sendResponseHeaders(202, -1);
        } else {
            json(exchange, 200, "status", status);
        }
    }

    private record Refusal(int status, String code, String detail) {}

    private boolean signed(TaskId id, String nonce, String digest, HttpExchange exchange) {
        ClientKey key = keys.get(id.client());
        return key != null && ClientKey.matches(key.signReply(id, nonce, digest), header(exchange, "Tifl-Signature"));
    }

    /** Counts a whole reply, under the lock; what is wrong with it otherwise. */
    private @Nullable Refusal counted(TaskId id, String digest, byte[] message) {
        if (!ClientKey.digest(message).equals(digest)) {
            uploads.remove(id + " " + digest);
            return new Refusal(403, "signature-invalid", "the digest is of other bytes");
        }
        try {
            if (FORMAT.decode(message) instanceof WireMessage.Reply(TaskReply reply)
                    && reply.id().equals(id)) {
                answered.put(id, digest);
                end(id, new Arrival(reply, Instant.now(), message.length));
                return null;
            }
            return new Refusal(400, "malformed", "that is no reply to this order");
        } catch (MalformedMessageException e) {
            return new Refusal(400, "malformed", String.valueOf(e.getMessage()));
        }
    }

    private final class FakeReplies implements Replies {
        private final Instant at = Instant.now();
        private final Queue<Arrival> arrived = new ArrayDeque<>();
        private int left;

        @Override
        public Instant dispatchedAt() {
            return at;
        }

        @Override
        public Optional<Arrival> next(Instant deadline) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                while (true) {
                    Arrival first = arrived.peek();
                    if (first != null) {
                        return first.at().isAfter(deadline) ? Optional.empty() : Optional.of(arrived.remove());
                    }
                    Instant now = Instant.now();
                    if (left == 0 || closed || !now.isBefore(deadline)) {
                        return Optional.empty();
                    }
                    Duration wait = Duration.between(now, deadline);
                    changed.awaitNanos(
                            wait.compareTo(Duration.ofDays(1)) < 0 ? wait.toNanos() : TimeUnit.DAYS.toNanos(1));
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                List<TaskId> mine = open.values().stream()
                        .filter(one -> one.replies == this)
                        .map(one -> one.order.id())
                        .toList();
                mine.forEach(id -> end(id, null));
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }

    private static long number(HttpExchange exchange, String name, long otherwise) {
        String text = header(exchange, name);
        return text.isEmpty() ? otherwise : Long.parseLong(text);
    }

    private static @Nullable JsonNode json(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(64 << 10);
        if (!header(exchange, "Content-Type").startsWith("application/json")) {
            problem(exchange, 400, "malformed", "JSON was expected");
            return null;
        }
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            problem(exchange, 400, "malformed", e.getOriginalMessage());
            return null;
        }
    }

    private static void json(HttpExchange exchange, int status, String name, String value) throws IOException {
        String body = JSON.createObjectNode().put(name, value).toString();
        answer(exchange, status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    static void problem(HttpExchange exchange, int status, String code, String detail) throws IOException {
        String body = JSON.createObjectNode()
                .put("type", "about:blank")
                .put("status", status)
                .put("code", code)
                .put("detail", detail)
                .toString();
        answer(exchange, status, "application/problem+json", body.getBytes(StandardCharsets.UTF_8));
    }

    static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
