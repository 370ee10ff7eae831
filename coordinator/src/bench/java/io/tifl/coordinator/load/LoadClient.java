package io.tifl.coordinator.load;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import io.tifl.protocol.wire.WireOrder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;

/** A device that follows {@code docs/http-api.md} and whose work takes no time. Confined to one thread. */
final class LoadClient implements AutoCloseable {
    static final WireFormat FORMAT = new WireFormat(WireLimits.defaults());

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int ADDRESSES = 250;

    /** Requests of all clients that were told to come again later, as the contract lets the coordinator do. */
    static final AtomicLong PACED = new AtomicLong();

    private final InetSocketAddress server;
    private final InetSocketAddress from;
    private final ClientId id;
    private final ClientKey key;
    private String authorization = "";
    private Optional<Connection> connection = Optional.empty();

    private LoadClient(InetSocketAddress server, InetSocketAddress from, ClientId id, ClientKey key) {
        this.server = server;
        this.from = from;
        this.id = id;
        this.key = key;
    }

    /** An order and what has to be signed with its reply. */
    record Received(WireOrder order, String nonce) {}

    /** @param number names the client and picks one of 250 addresses it comes from */
    static LoadClient enrol(InetSocketAddress server, int number, String token) throws IOException {
        InetSocketAddress from = new InetSocketAddress("127.0.1." + (1 + number % ADDRESSES), 0);
        ClientId id = new ClientId("client-" + number);
        try (Connection connection = new Connection(server, from)) {
            Connection.Answer answer =
                    post(connection, "/v1/enrolments", Map.of("token", token, "client", id.value()), 201);
            Map<?, ?> said = JSON.readValue(answer.body(), Map.class);
            return new LoadClient(server, from, id, ClientKey.fromText(String.valueOf(said.get("key"))));
        }
    }

    ClientId id() {
        return id;
    }

    /** The connection, a new one if there is none. */
    Connection connection() throws IOException {
        if (connection.isEmpty()) {
            connection = Optional.of(new Connection(server, from));
        }
        return connection.get();
    }

    String authorization() {
        return authorization;
    }

    void openSession() throws IOException {
        Connection at = connection();
        String challenge = said(post(at, "/v1/challenges", Map.of("client", id.value()), 200), "challenge");
        String mac = key.signSession(id, challenge);
        Map<String, String> signed = Map.of("client", id.value(), "challenge", challenge, "mac", mac);
        authorization = "Authorization: Bearer " + said(post(at, "/v1/sessions", signed, 200), "session") + "\r\n";
    }

    private static String said(Connection.Answer answer, String name) {
        return String.valueOf(JSON.readValue(answer.body(), Map.class).get(name));
    }

    private static Connection.Answer post(Connection connection, String path, Map<String, ?> body, int expected)
            throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        Connection.Answer answer =
                paced(() -> connection.send("POST", path, "Content-Type: application/json\r\n", bytes, 0, bytes.length));
        return require(answer, expected);
    }

    @FunctionalInterface
    private interface Request {
        Connection.Answer send() throws IOException;
    }

    /** Sends a request until it is not put off any more. */
    private static Connection.Answer paced(Request request) throws IOException {
        Connection.Answer answer = request.send();
        while (answer.status() == 429 || answer.status() == 503) {
            PACED.incrementAndGet();
            pause(Long.parseLong(answer.header("retry-after")) * 1000 * ThreadLocalRandom.current().nextDouble(1, 1.5));
            answer = request.send();
        }
        return answer;
    }

    /** @param millis to rest */
    static void pause(double millis) throws IOException {
        try {
            Thread.sleep((long) millis);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
    }

    /** @throws IOException unless the status is the expected one */
    static Connection.Answer require(Connection.Answer answer, int expected) throws IOException {
        if (answer.status() != expected) {
            throw new IOException("expected " + expected + ", got " + answer.text());
        }
        return answer;
    }

    Optional<Received> poll(int seconds) throws IOException {
        Connection at = connection();
        Connection.Answer answer = paced(() -> at.send("GET", "/v1/orders?wait=" + seconds, authorization));
        if (answer.status() == 204) {
            return Optional.empty();
        }
        try {
            WireMessage.Order order =
                    (WireMessage.Order) FORMAT.decode(require(answer, 200).body());
            return Optional.of(new Received(order.order(), answer.header("tifl-nonce")));
        } catch (io.tifl.protocol.wire.MalformedMessageException e) {
            throw new IOException(e);
        }
    }

    /** Fetches a model and drops it; returns its bytes. */
    long dropModel(String job, long version) throws IOException {
        return connection().drop("/v1/jobs/" + job + "/models/" + version, authorization);
    }

    /** An update that changes nothing. */
    static EncodedUpdate noUpdate(int parameters) {
        return new Float32Codec().encode(Parameters.owning(Layout.flat(parameters), new float[parameters]), 0);
    }

    /** The message that answers an order: this update, or measurements if it asks for these. */
    static byte[] message(WireOrder order, EncodedUpdate update) {
        TaskReply reply = order.task().equals("evaluate")
                ? new TaskReply.Measured(
                        order.id(),
                        Metrics.of("examples", 10).with("correct", 5).with("loss", 1))
                : new TaskReply.Updated(order.id(), update, 10, Metrics.none());
        return FORMAT.encode(new WireMessage.Reply(reply));
    }

    /** Sends a reply in one piece; true if it counts, false if nobody waits for it any more. */
    boolean reply(Received received, byte[] message) throws IOException {
        String headers = signed(received, ClientKey.digest(message));
        Connection at = connection();
        Connection.Answer answer =
                paced(() -> at.send("PUT", path(received), headers, message, 0, message.length));
        return answer.status() != 410 && isCounted(answer);
    }

    private static boolean isCounted(Connection.Answer answer) throws IOException {
        return new String(require(answer, 200).body(), StandardCharsets.UTF_8).contains("counted-once");
    }

    /** Sends a reply with this digest in pieces. */
    boolean replyInPieces(Received received, byte[] message, String digest, int piece) throws IOException {
        String headers = signed(received, digest) + "Upload-Length: " + message.length + "\r\n";
        int from = 0;
        while (true) {
            int length = Math.min(piece, message.length - from);
            Connection.Answer answer = connection()
                    .send(
                            "PUT",
                            path(received),
                            headers + "Upload-Offset: " + from + "\r\n",
                            message,
                            from,
                            length);
            from += length;
            if (from == message.length) {
                return isCounted(answer);
            }
            require(answer, 202);
        }
    }

    private static String path(Received received) {
        TaskId task = received.order().id();
        return "/v1/replies/" + task.job() + "/" + task.round();
    }

    private String signed(Received received, String digest) {
        return authorization + "Tifl-Digest: " + digest + "\r\nTifl-Nonce: " + received.nonce() + "\r\nTifl-Signature: "
                + key.signReply(received.order().id(), received.nonce(), digest) + "\r\n";
    }

    @Override
    public void close() throws IOException {
        if (connection.isPresent()) {
            connection.get().close();
            connection = Optional.empty();
        }
    }
}
