package io.tifl.coordinator.app;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import io.tifl.protocol.wire.WireOrder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;

/**
 * A device that speaks {@code docs/http-api.md} and whose training is drawn from the order's seed: what it answers depends on
 * the order alone.
 */
final class Device {
    static final WireFormat FORMAT = new WireFormat(WireLimits.defaults());

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http;
    private final URI base;
    private final ClientId id;
    private final ClientKey key;
    private String session = "";
    private Optional<GlobalModel> model = Optional.empty();

    private final Duration skew;

    private Device(HttpClient http, URI base, ClientId id, ClientKey key, Duration skew) {
        this.http = http;
        this.base = base;
        this.id = id;
        this.key = key;
        this.skew = skew;
    }

    /** An order and what has to be signed with its reply. */
    record Received(WireOrder order, String nonce) {}

    static Device enrol(HttpClient http, URI base, String token, String name) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                post(http, base.resolve("/v1/enrolments"), Map.of("token", token, "client", name));
        require(answer, 201);
        Map<?, ?> said = JSON.readValue(answer.body(), Map.class);
        return new Device(
                http, base, new ClientId(name), ClientKey.fromText(String.valueOf(said.get("key"))), Duration.ZERO);
    }

    /** The same device, in the same session, after its coordinator moved. */
    Device at(URI other) {
        Device moved = new Device(http, other, id, key, skew);
        moved.session = session;
        return moved;
    }

    /** The same keys in other hands. */
    Device over(HttpClient other) {
        return new Device(other, base, id, key, skew);
    }

    /** The same device with a clock that is fast by so much; each of its requests is dated. */
    Device skewed(Duration by) {
        return new Device(http, base, id, key, by);
    }

    ClientId id() {
        return id;
    }

    ClientKey key() {
        return key;
    }

    void openSession() throws IOException, InterruptedException {
        HttpResponse<byte[]> challenged =
                post(http, base.resolve("/v1/challenges"), Map.of("client", id.value()), skew);
        require(challenged, 200);
        String challenge =
                String.valueOf(JSON.readValue(challenged.body(), Map.class).get("challenge"));
        HttpResponse<byte[]> opened = post(
                http,
                base.resolve("/v1/sessions"),
                Map.of("client", id.value(), "challenge", challenge, "mac", key.signSession(id, challenge)),
                skew);
        require(opened, 200);
        session = String.valueOf(JSON.readValue(opened.body(), Map.class).get("session"));
    }

    HttpRequest.Builder request(String path) {
        return dated(HttpRequest.newBuilder(base.resolve(path)), skew).header("Authorization", "Bearer " + session);
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    Optional<Received> poll(int seconds) throws Exception {
        HttpResponse<byte[]> answer = send(request("/v1/orders?wait=" + seconds).GET());
        while (answer.statusCode() == 503) {
            Thread.sleep(100);
            answer = send(request("/v1/orders?wait=" + seconds).GET());
        }
        if (answer.statusCode() == 204) {
            return Optional.empty();
        }
        require(answer, 200);
        WireMessage.Order order = (WireMessage.Order) FORMAT.decode(answer.body());
        return Optional.of(new Received(
                order.order(), answer.headers().firstValue("Tifl-Nonce").orElseThrow()));
    }

    GlobalModel model(WireOrder order) throws Exception {
        long version = ((io.tifl.protocol.wire.ModelReference) order.model()).version();
        if (model.isEmpty() || model.get().version() != version) {
            HttpResponse<byte[]> answer = send(request("/v1/jobs/" + order.id().job() + "/models/" + version)
                    .GET());
            require(answer, 200);
            model = Optional.of(((WireMessage.Model) FORMAT.decode(answer.body())).model());
        }
        return model.get();
    }

    /** What this device answers to an order. */
    TaskReply work(WireOrder order) throws Exception {
        if (order.task().equals("resources")) {
            if (!(order.model() instanceof io.tifl.protocol.wire.OrderedModel.Inline)) {
                throw new IllegalStateException("a model to be fetched, where none is needed");
            }
            double pace = new SplittableRandom(order.seed()).nextDouble();
            return new TaskReply.Measured(
                    order.id(),
                    Metrics.of("examples", 10)
                            .with("seconds-per-example", pace)
                            .with("down", 1e6)
                            .with("up", 1e6));
        }
        GlobalModel start = model(order);
        if (order.task().equals("evaluate")
                && order.settings().text("split", "test").equals("train")) {
            double loss = new SplittableRandom(order.seed()).nextDouble();
            return new TaskReply.Measured(
                    order.id(), Metrics.of("examples", 10).with("correct", 5).with("loss", loss));
        }
        if (order.task().equals("evaluate")) {
            return new TaskReply.Measured(
                    order.id(), Metrics.of("examples", 10).with("correct", 5).with("loss", 1));
        }
        SplittableRandom random = new SplittableRandom(order.seed());
        float[] change = new float[start.parameters().size()];
        for (int i = 0; i < change.length; i++) {
            change[i] = random.nextFloat() - 0.5f;
        }
        Parameters update = Parameters.owning(start.parameters().layout(), change);
        return new TaskReply.Updated(order.id(), new Float32Codec().encode(update, 0), 10, Metrics.none());
    }

    HttpResponse<byte[]> reply(Received received, TaskReply reply) throws IOException, InterruptedException {
        byte[] message = FORMAT.encode(new WireMessage.Reply(reply));
        return send(signed(received.order().id(), received.nonce(), message).PUT(BodyPublishers.ofByteArray(message)));
    }

    /** A request to reply, signed, without its body. */
    HttpRequest.Builder signed(TaskId task, String nonce, byte[] message) {
        String digest = ClientKey.digest(message);
        return request("/v1/replies/" + task.job() + "/" + task.round())
                .header("Tifl-Digest", digest)
                .header("Tifl-Nonce", nonce)
                .header("Tifl-Signature", key.signReply(task, nonce, digest));
    }

    /** Does what it is ordered to; asks again while the coordinator cannot say whether the reply counts. */
    void serve(Received received) throws Exception {
        TaskReply reply = work(received.order());
        HttpResponse<byte[]> answer = reply(received, reply);
        while (answer.statusCode() == 503) {
            Thread.sleep(100);
            answer = reply(received, reply);
        }
        if (answer.statusCode() != 200 && answer.statusCode() != 410) {
            throw new IllegalStateException("a reply was answered by " + text(answer));
        }
    }

    /** Serves until interrupted or until the coordinator is gone for good. */
    void run() throws Exception {
        openSession();
        while (!Thread.currentThread().isInterrupted()) {
            Optional<Received> received = poll(30);
            if (received.isPresent()) {
                serve(received.get());
            }
        }
    }

    private static HttpRequest.Builder dated(HttpRequest.Builder request, Duration skew) {
        return request.header(
                "Date",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        Instant.now().plus(skew).atOffset(ZoneOffset.UTC)));
    }

    static HttpResponse<byte[]> post(HttpClient http, URI uri, Map<String, ?> body)
            throws IOException, InterruptedException {
        return post(http, uri, body, Duration.ZERO);
    }

    private static HttpResponse<byte[]> post(HttpClient http, URI uri, Map<String, ?> body, Duration skew)
            throws IOException, InterruptedException {
        HttpRequest request = dated(HttpRequest.newBuilder(uri), skew)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build();
        return http.send(request, BodyHandlers.ofByteArray());
    }

    static void require(HttpResponse<byte[]> answer, int status) throws IOException {
        if (answer.statusCode() != status) {
            throw new IOException("expected " + status + ", got " + text(answer));
        }
    }

    static String text(HttpResponse<byte[]> answer) {
        return answer.statusCode() + " " + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
