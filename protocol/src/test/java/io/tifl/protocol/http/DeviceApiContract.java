package io.tifl.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.Replies;
import io.tifl.protocol.transport.TransportContract;
import io.tifl.protocol.wire.ModelReference;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import io.tifl.protocol.wire.WireOrder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/http-api.md promises a device, asked of a coordinator request by request. Extend it for each coordinator. */
@Timeout(60)
public abstract class DeviceApiContract {
    private static final WireFormat FORMAT = new WireFormat(WireLimits.defaults());
    private static final Duration LONG = Duration.ofSeconds(30);

    private Site site;
    private HttpClient http;
    private int names;

    /** A running coordinator. */
    public interface Site extends AutoCloseable {
        /** Where its HTTP interface is, without {@code /v1}. */
        URI uri();

        /** A fresh token for one enrolment. */
        String token();

        /** Sends orders. */
        CoordinatorTransport coordinator();

        /** Bars a client for good. */
        void bar(ClientId client);

        /** The lease of orders, as the coordinator was set up: short, for the test of it waits as long. */
        Duration lease();

        @Override
        void close();
    }

    /** A device as this test plays it. */
    private record Device(ClientId id, ClientKey key, String session) {}

    /** An order as it came. */
    private record Received(WireOrder order, String nonce) {
        TaskId id() {
            return order.id();
        }
    }

    /** For the test of one coordinator. */
    @SuppressWarnings("NullAway.Init") // set up before each test
    public DeviceApiContract() {}

    /** A fresh coordinator. */
    public abstract Site open() throws Exception;

    /** How to reach it: one that trusts its certificate, if it has one. */
    public HttpClient.Builder client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    }

    @BeforeEach
    public void start() throws Exception {
        site = open();
        http = client().build();
    }

    @AfterEach
    public void stop() {
        http.shutdownNow();
        site.close();
    }

    @Test
    public void aTokenEnrolsOneClient() throws Exception {
        String token = site.token();

        HttpResponse<byte[]> first = enrol(token, "ann", "first");
        HttpResponse<byte[]> second = enrol(token, "bob", "second");

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(text(first, "client")).isEqualTo("ann");
        assertThat(ClientKey.fromText(text(first, "key")).toText()).hasSize(43);
        assertRefused(second, 403, "token-invalid");
    }

    @Test
    public void aTokenThatNobodyGaveOutEnrolsNobody() throws Exception {
        assertRefused(enrol("made-up", "ann", "first"), 403, "token-invalid");
    }

    @Test
    public void anEnrolmentWhoseAnswerWasLostGetsItAgain() throws Exception {
        String token = site.token();

        HttpResponse<byte[]> first = enrol(token, "ann", "chosen before");
        HttpResponse<byte[]> again = enrol(token, "ann", "chosen before");

        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(text(again, "key")).isEqualTo(text(first, "key"));
        assertRefused(enrol(token, "ann", "chosen later"), 403, "token-invalid");
    }

    @Test
    public void aClientThatDoesNotAskForANameGetsOne() throws Exception {
        HttpResponse<byte[]> answer = post("/v1/enrolments", "{\"token\": \"" + site.token() + "\", \"retry\": \"x\"}");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(new ClientId(text(answer, "client"))).isNotNull();
    }

    @Test
    public void onlyTheHolderOfTheKeyOpensASession() throws Exception {
        Device ann = device();
        String challenge = challenge(ann.id());
        ClientKey other = ClientKey.of(new byte[ClientKey.BYTES]);

        assertRefused(session(ann.id(), challenge, other), 403, "signature-invalid");
        assertRefused(
                session(new ClientId("nobody"), challenge(new ClientId("nobody")), other), 403, "signature-invalid");
    }

    @Test
    public void aChallengeIsForItsClientOnlyAndUsedOnce() throws Exception {
        Device ann = device();
        Device bob = device();

        assertRefused(session(bob.id(), challenge(ann.id()), bob.key()), 401, "session-invalid");
        String used = challenge(ann.id());
        assertThat(session(ann.id(), used, ann.key()).statusCode()).isEqualTo(200);
        assertRefused(session(ann.id(), used, ann.key()), 401, "session-invalid");
    }

    @Test
    public void nothingIsGrantedWithoutASession() throws Exception {
        Device stranger = new Device(new ClientId("x"), ClientKey.of(new byte[ClientKey.BYTES]), "made-up");

        assertRefused(poll(stranger, 0), 401, "session-invalid");
        assertRefused(send(request("/v1/orders?wait=0").GET()), 401, "session-invalid");
        assertRefused(get(stranger, "/v1/jobs/job/models/0"), 401, "session-invalid");
    }

    @Test
    public void aBarredClientIsToldSo() throws Exception {
        Device ann = device();

        site.bar(ann.id());

        assertRefused(poll(ann, 0), 403, "client-barred");
    }

    @Test
    public void aPollWithoutAnOrderEndsInTime() throws Exception {
        Device ann = device();
        Instant before = Instant.now();

        HttpResponse<byte[]> answer = poll(ann, 1);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(Duration.between(before, Instant.now())).isBetween(Duration.ofMillis(900), Duration.ofSeconds(10));
    }

    @Test
    public void aPollEndsWhenAnOrderComes() throws Exception {
        Device ann = device();
        CompletableFuture<HttpResponse<byte[]>> polling = pollLater(ann, 30);

        try (Replies _ = dispatch(order(ann, 0))) {
            HttpResponse<byte[]> answer = polling.get();

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(header(answer, "Content-Type")).isEqualTo("application/octet-stream");
            assertThat(header(answer, "Tifl-Nonce")).isNotBlank();
            assertThat(Long.parseLong(header(answer, "Tifl-Lease"))).isPositive();
            assertThat(order(answer)).isEqualTo(WireOrder.withReference(order(ann, 0)));
        }
    }

    @Test
    public void aSecondPollEndsTheFirst() throws Exception {
        Device ann = device();
        CompletableFuture<HttpResponse<byte[]>> first = pollLater(ann, 60);
        Thread.sleep(300);

        CompletableFuture<HttpResponse<byte[]>> second = pollLater(ann, 20);

        assertThat(first.get().statusCode()).isEqualTo(204);
        try (Replies _ = dispatch(order(ann, 0))) {
            assertThat(second.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    public void anOrderIsHandedOutAgainAfterItsLeaseAndRenewingPutsThatOff() throws Exception {
        Device ann = device();
        try (Replies _ = dispatch(order(ann, 0))) {
            Received first = received(ann);
            assertThat(poll(ann, 0).statusCode()).isEqualTo(204);
            Instant end = Instant.now().plus(site.lease().multipliedBy(2));
            while (Instant.now().isBefore(end)) {
                assertThat(renew(ann, first.id()).statusCode()).isEqualTo(204);
                assertThat(poll(ann, 0).statusCode()).isEqualTo(204);
                Thread.sleep(site.lease().dividedBy(4));
            }
            Thread.sleep(site.lease());

            assertThat(received(ann).id()).isEqualTo(first.id());
        }
    }

    @Test
    public void aModelComesWholeOrFromAnywhereOn() throws Exception {
        Device ann = device();
        try (Replies _ = dispatch(order(ann, 0))) {
            String path = modelPath(received(ann));

            HttpResponse<byte[]> whole = get(ann, path);
            String tag = header(whole, "ETag");
            HttpResponse<byte[]> rest = get(ann, path, "Range", "bytes=20-", "If-Range", tag);
            HttpResponse<byte[]> other = get(ann, path, "Range", "bytes=20-", "If-Range", "\"of-something-else\"");

            assertThat(whole.statusCode()).isEqualTo(200);
            assertThat(header(whole, "Accept-Ranges")).isEqualTo("bytes");
            assertThat(header(whole, "Cache-Control")).contains("private", "immutable");
            assertThat(tag).startsWith("\"");
            assertThat(model(whole.body())).isEqualTo(order(ann, 0).model());
            assertThat(rest.statusCode()).isEqualTo(206);
            int length = whole.body().length;
            assertThat(header(rest, "Content-Range")).isEqualTo("bytes 20-" + (length - 1) + "/" + length);
            assertThat(header(rest, "ETag")).isEqualTo(tag);
            assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(whole.body(), 20, length));
            assertThat(other.statusCode()).isEqualTo(200);
            assertThat(other.body()).isEqualTo(whole.body());
        }
    }

    @Test
    public void aCompressedModelIsTheSameModel() throws Exception {
        Device ann = device();
        try (Replies _ = dispatch(order(ann, 0))) {
            HttpResponse<byte[]> answer = get(ann, modelPath(received(ann)), "Accept-Encoding", "gzip");

            byte[] body = answer.body();
            if (answer.headers().firstValue("Content-Encoding").orElse("").equals("gzip")) {
                body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
            }
            assertThat(model(body)).isEqualTo(order(ann, 0).model());
        }
    }

    @Test
    public void aModelThatIsNotThereIsNotFound() throws Exception {
        assertRefused(get(device(), "/v1/jobs/no-such-job/models/0"), 404, "not-found");
    }

    @Test
    public void aReplyCountsOnceHoweverOftenItIsSent() throws Exception {
        Device ann = device();
        try (Replies replies = dispatch(order(ann, 0))) {
            Received received = received(ann);
            byte[] reply = reply(order(ann, 0), 1);

            HttpResponse<byte[]> first = put(ann, received, reply);
            HttpResponse<byte[]> again = put(ann, received, reply);

            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(text(first, "status")).isEqualTo("counted-once");
            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(text(again, "status")).isEqualTo("known");
            assertThat(replies.next(soon()).orElseThrow().reply().id()).isEqualTo(received.id());
            assertThat(replies.next(soon())).isEmpty();
        }
    }

    @Test
    public void anotherReplyToAnAnsweredOrderIsRefused() throws Exception {
        Device ann = device();
        Device bob = device();
        try (Replies _ = site.coordinator().dispatch(List.of(order(ann, 0), order(bob, 0)))) {
            Received received = received(ann);
            put(ann, received, reply(order(ann, 0), 1));

            assertRefused(put(ann, received, reply(order(ann, 0), 2)), 409, "already-answered");
        }
    }

    @Test
    public void aReplyMayComeInPieces() throws Exception {
        Device ann = device();
        try (Replies replies = dispatch(order(ann, 0))) {
            Received received = received(ann);
            byte[] reply = reply(order(ann, 0), 1);

            HttpResponse<byte[]> nothingYet = head(ann, received, reply);
            HttpResponse<byte[]> first = put(ann, received, reply, 0, 10);
            HttpResponse<byte[]> between = head(ann, received, reply);
            HttpResponse<byte[]> gap = put(ann, received, reply, 11, reply.length);
            HttpResponse<byte[]> last = put(ann, received, reply, 10, reply.length);

            assertThat(header(nothingYet, "Upload-Offset")).isEqualTo("0");
            assertThat(first.statusCode()).isEqualTo(202);
            assertThat(header(first, "Upload-Offset")).isEqualTo("10");
            assertThat(header(between, "Upload-Offset")).isEqualTo("10");
            assertRefused(gap, 409, "upload-offset");
            assertThat(header(gap, "Upload-Offset")).isEqualTo("10");
            assertThat(text(last, "status")).isEqualTo("counted-once");
            assertThat(replies.next(soon())).isPresent();
        }
    }

    @Test
    public void aClientThatLostTheLastAnswerLearnsThatAllIsThere() throws Exception {
        Device ann = device();
        Device bob = device();
        try (Replies _ = site.coordinator().dispatch(List.of(order(ann, 0), order(bob, 0)))) {
            Received received = received(ann);
            byte[] reply = reply(order(ann, 0), 1);
            put(ann, received, reply);

            HttpResponse<byte[]> asked = head(ann, received, reply);
            HttpResponse<byte[]> empty = put(ann, received, reply, reply.length, reply.length);

            assertThat(asked.statusCode()).isEqualTo(200);
            assertThat(header(asked, "Upload-Offset")).isEqualTo(Integer.toString(reply.length));
            assertThat(empty.statusCode()).isEqualTo(200);
            assertThat(text(empty, "status")).isEqualTo("known");
        }
    }

    @Test
    public void aSignatureIsForItsOrderAndItsBytesOnly() throws Exception {
        Device ann = device();
        Device bob = device();
        try (Replies _ = site.coordinator().dispatch(List.of(order(ann, 0), order(ann, 1), order(bob, 0)))) {
            Received first = received(ann);
            Received second = received(ann);
            byte[] reply = reply(order(ann, 0), 1);
            String digest = ClientKey.digest(reply);
            String other = ClientKey.digest(reply(order(ann, 0), 2));

            assertRefused(
                    put(ann, first.id(), first.nonce(), digest, sign(ann, second.id(), first.nonce(), digest), reply),
                    403,
                    "signature-invalid");
            assertRefused(
                    put(ann, first.id(), second.nonce(), digest, sign(ann, first.id(), second.nonce(), digest), reply),
                    403,
                    "signature-invalid");
            assertRefused(
                    put(ann, first.id(), first.nonce(), other, sign(ann, first.id(), first.nonce(), other), reply),
                    403,
                    "signature-invalid");
            assertRefused(
                    put(ann, first.id(), first.nonce(), digest, sign(bob, first.id(), first.nonce(), digest), reply),
                    403,
                    "signature-invalid");
        }
    }

    @Test
    public void whatIsNoReplyIsMalformed() throws Exception {
        Device ann = device();
        try (Replies _ = dispatch(order(ann, 0))) {
            byte[] junk = "<html>no reply</html>".getBytes(StandardCharsets.UTF_8);

            assertRefused(put(ann, received(ann), junk), 400, "malformed");
        }
    }

    @Test
    public void aWithdrawnOrderIsGone() throws Exception {
        Device ann = device();
        Replies replies = dispatch(order(ann, 0));
        Received received = received(ann);

        replies.close();

        assertRefused(renew(ann, received.id()), 410, "order-withdrawn");
        assertRefused(put(ann, received, reply(order(ann, 0), 1)), 410, "order-withdrawn");
    }

    @Test
    public void whoLeavesHasNoSession() throws Exception {
        Device ann = device();

        HttpResponse<byte[]> left = send(as(ann, "/v1/sessions/current").DELETE());

        assertThat(left.statusCode()).isEqualTo(204);
        assertRefused(poll(ann, 0), 401, "session-invalid");
    }

    private Device device() throws IOException, InterruptedException {
        HttpResponse<byte[]> enrolled = enrol(site.token(), "device-" + names++, "retry");
        assertThat(enrolled.statusCode()).isEqualTo(201);
        ClientId id = new ClientId(text(enrolled, "client"));
        ClientKey key = ClientKey.fromText(text(enrolled, "key"));
        HttpResponse<byte[]> opened = session(id, challenge(id), key);
        assertThat(opened.statusCode()).isEqualTo(200);
        return new Device(id, key, text(opened, "session"));
    }

    private HttpResponse<byte[]> enrol(String token, String client, String retry)
            throws IOException, InterruptedException {
        return post(
                "/v1/enrolments",
                "{\"token\": \"" + token + "\", \"client\": \"" + client
                        + "\", \"attributes\": {\"os\": \"test\"}, \"retry\": \"" + retry + "\"}");
    }

    private String challenge(ClientId client) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = post("/v1/challenges", "{\"client\": \"" + client + "\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        return text(answer, "challenge");
    }

    private HttpResponse<byte[]> session(ClientId client, String challenge, ClientKey key)
            throws IOException, InterruptedException {
        return post(
                "/v1/sessions",
                "{\"client\": \"" + client + "\", \"challenge\": \"" + challenge + "\", \"mac\": \""
                        + key.signSession(client, challenge) + "\"}");
    }

    private HttpResponse<byte[]> post(String path, String json) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    private HttpResponse<byte[]> poll(Device device, int seconds) throws IOException, InterruptedException {
        return get(device, "/v1/orders?wait=" + seconds);
    }

    private CompletableFuture<HttpResponse<byte[]>> pollLater(Device device, int seconds) {
        return http.sendAsync(as(device, "/v1/orders?wait=" + seconds).build(), BodyHandlers.ofByteArray());
    }

    private Received received(Device device) throws Exception {
        HttpResponse<byte[]> answer = poll(device, 20);
        assertThat(answer.statusCode()).isEqualTo(200);
        return new Received(order(answer), header(answer, "Tifl-Nonce"));
    }

    private HttpResponse<byte[]> renew(Device device, TaskId id) throws IOException, InterruptedException {
        return send(as(device, "/v1/orders/" + id.job() + "/" + id.round() + "/lease")
                .POST(BodyPublishers.noBody()));
    }

    private HttpResponse<byte[]> get(Device device, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = as(device, path).GET();
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpResponse<byte[]> put(Device device, Received received, byte[] reply)
            throws IOException, InterruptedException {
        return put(device, received, reply, 0, reply.length);
    }

    private HttpResponse<byte[]> put(Device device, Received received, byte[] reply, int from, int to)
            throws IOException, InterruptedException {
        return send(signed(device, received, reply)
                .header("Content-Type", "application/octet-stream")
                .header("Upload-Offset", Integer.toString(from))
                .header("Upload-Length", Integer.toString(reply.length))
                .PUT(BodyPublishers.ofByteArray(reply, from, to - from)));
    }

    private HttpResponse<byte[]> put(
            Device device, TaskId id, String nonce, String digest, String signature, byte[] reply)
            throws IOException, InterruptedException {
        return send(as(device, "/v1/replies/" + id.job() + "/" + id.round())
                .header("Content-Type", "application/octet-stream")
                .header("Tifl-Digest", digest)
                .header("Tifl-Nonce", nonce)
                .header("Tifl-Signature", signature)
                .PUT(BodyPublishers.ofByteArray(reply)));
    }

    private HttpResponse<byte[]> head(Device device, Received received, byte[] reply)
            throws IOException, InterruptedException {
        return send(signed(device, received, reply).method("HEAD", BodyPublishers.noBody()));
    }

    private HttpRequest.Builder signed(Device device, Received received, byte[] reply) {
        TaskId id = received.id();
        String digest = ClientKey.digest(reply);
        return as(device, "/v1/replies/" + id.job() + "/" + id.round())
                .header("Tifl-Digest", digest)
                .header("Tifl-Nonce", received.nonce())
                .header("Tifl-Signature", sign(device, id, received.nonce(), digest));
    }

    private static String sign(Device device, TaskId id, String nonce, String digest) {
        return device.key().signReply(id, nonce, digest);
    }

    private HttpRequest.Builder as(Device device, String path) {
        return request(path).header("Authorization", "Bearer " + device.session());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(site.uri() + path)).timeout(LONG.multipliedBy(3));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private Replies dispatch(TaskOrder order) {
        return site.coordinator().dispatch(List.of(order));
    }

    private static TaskOrder order(Device device, long round) {
        return TransportContract.order(device.id(), round);
    }

    private static byte[] reply(TaskOrder order, long examples) {
        TaskReply.Updated usual = (TaskReply.Updated) TransportContract.updated(order);
        return FORMAT.encode(
                new WireMessage.Reply(new TaskReply.Updated(usual.id(), usual.update(), examples, usual.metrics())));
    }

    private static WireOrder order(HttpResponse<byte[]> answer) throws Exception {
        return ((WireMessage.Order) FORMAT.decode(answer.body())).order();
    }

    private static GlobalModel model(byte[] body) throws Exception {
        return ((WireMessage.Model) FORMAT.decode(body)).model();
    }

    private static String modelPath(Received received) {
        ModelReference reference = (ModelReference) received.order().model();
        return "/v1/jobs/" + received.id().job() + "/models/" + reference.version();
    }

    private static Instant soon() {
        return Instant.now().plusMillis(500);
    }

    private static void assertRefused(HttpResponse<byte[]> answer, int status, String code) {
        assertThat(answer.statusCode())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        assertThat(header(answer, "Content-Type")).startsWith("application/problem+json");
        assertThat(text(answer, "code")).isEqualTo(code);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /** A text in a flat JSON object: all that answers hold. */
    private static String text(HttpResponse<byte[]> answer, String name) {
        String json = new String(answer.body(), StandardCharsets.UTF_8);
        Matcher value = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
        assertThat(value.find()).as(name + " in " + json).isTrue();
        return value.group(1);
    }
}
