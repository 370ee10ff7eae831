package io.tifl.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.Metrics;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.wire.WireMessage;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoordinatorTest {
    private static final String JOB = """
            name: flat
            model: flat
            rounds: 6
            clients-per-round: 3
            quorum: 3
            least-clients: 4
            evaluate-every: 3
            sync-rounds: 0
            policy: vanilla
            """;

    @TempDir
    private Path data;

    private final List<Thread> running = new ArrayList<>();

    private void run(List<Device> devices) {
        for (Device device : devices) {
            running.add(Thread.ofVirtual().start(() -> {
                try {
                    device.run();
                } catch (Exception _) {
                    // Its coordinator stopped, or the test is over.
                }
            }));
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Thread thread : running) {
            thread.interrupt();
            thread.join();
        }
    }

    private String trained(Path folder) throws Exception {
        return trained(folder, JOB);
    }

    private String trained(Path folder, String job) throws Exception {
        try (Service service = Service.start(folder)) {
            run(service.enrol(4));
            service.create(job);
            service.await("flat", "completed");
            stop();
            return service.modelHash("flat");
        }
    }

    @Test
    void jobTrainsToTheSameModelWhateverTheOrderOfReplies() throws Exception {
        assertThat(trained(data.resolve("a"))).isEqualTo(trained(data.resolve("b")));
    }

    @Test
    void roundsClientsTiersAndEvaluationsCanBeSeen() throws Exception {
        try (Service service = Service.start(data)) {
            run(service.enrol(4));
            service.create(JOB);
            service.await("flat", "completed");

            List<Map<String, Object>> rounds = service.rounds("flat");
            assertThat(rounds).hasSize(6).allMatch(round -> Objects.equals(round.get("counted"), 3));
            assertThat(rounds.get(2).get("accuracy")).isEqualTo(0.5);
            assertThat(Device.text(service.get("/v1/jobs/flat/rounds/2"))).contains("\"status\":\"counted\"");
            assertThat(Device.text(service.get("/v1/jobs/flat/tiers")))
                    .contains("\"clients\":4", "\"largestRate\":0.75", "\"vanillaRate\":0.75");
            assertThat(Device.text(service.get("/v1/jobs/flat/tiers/history"))).contains("\"round\":0", "\"moves\":[]");
            assertThat(Device.text(service.get("/v1/jobs/flat/tiers/0/clients?after=device-1&limit=1")))
                    .contains("device-2")
                    .doesNotContain("device-3");
            assertThat(Device.text(service.get("/v1/metrics"))).contains("tifl.rounds");
            assertThat(Device.text(service.get("/v1/clients?prefix=device-"))).contains("device-3");
            assertThat(Device.text(service.get("/v1/audit"))).contains("job-created");
            assertThat(Device.text(service.get("/v1/openapi"))).contains("/v1/jobs/{job}/pause");
            assertThat(Device.text(service.get("/actuator/prometheus"))).contains("tifl_rounds_total");
        }
    }

    private static Map<?, ?> privacy(Service service) throws Exception {
        return (Map<?, ?>) Objects.requireNonNull(service.job("flat").get("privacy"));
    }

    @Test
    void whatAJobWithNoiseHasCostIsShownWithWhatIsLeftAlsoAfterARestart() throws Exception {
        String wrappers = "wrappers: {clip: 1, noise: 8, epsilon: 9, delta: 1e-6}\n";
        Map<?, ?> spent;
        try (Service service = Service.start(data)) {
            run(service.enrol(4));
            service.create(JOB + wrappers);
            service.create("{name: plain, model: flat, rounds: 1, least-clients: 100}");
            service.await("flat", "completed");

            spent = privacy(service);
            double epsilon = Double.parseDouble(String.valueOf(spent.get("epsilon")));
            assertThat(epsilon).isBetween(0.1, 9.0);
            assertThat(spent.get("left")).isEqualTo(9 - epsilon);
            assertThat(spent.get("budget")).isEqualTo(9.0);
            assertThat(spent.get("delta")).isEqualTo(1e-6);
            assertThat(spent.get("rounds")).isEqualTo(6);
            assertThat(service.job("plain").get("privacy")).isNull();
            assertThat(Device.text(service.get("/v1/metrics"))).contains("tifl.privacy.epsilon", "tifl.privacy.budget");
            assertThat(Device.text(service.get("/v1/openapi"))).contains("PrivacySummary");
        }
        stop();
        try (Service service = Service.start(data)) {
            assertThat(privacy(service)).isEqualTo(spent);
        }
    }

    @Test
    void jobGoesOnAfterTheServiceWasStoppedAndEndsAsIfItHadNotBeen() throws Exception {
        requireTheSameAfterAStop(JOB);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pow-d", "rpow-d", "fedcs"})
    void jobThatAsksItsClientsFirstGoesOnAfterAStopAndEndsAsIfThereHadBeenNone(String policy) throws Exception {
        requireTheSameAfterAStop(JOB.replace("vanilla", policy)
                .replace("clients-per-round: 3", "clients-per-round: 2")
                .replace("quorum: 3", "quorum: 1"));
    }

    @Test
    void whatAQueryCostIsInTheReportsOfTheService() throws Exception {
        try (Service service = Service.start(data)) {
            run(service.enrol(4));
            service.create(JOB.replace("vanilla", "pow-d"));
            service.await("flat", "completed");

            List<Map<String, Object>> rounds = service.rounds("flat");
            assertThat(rounds).hasSize(6).allMatch(round -> Objects.equals(round.get("counted"), 3));
            assertThat(Device.text(service.get("/v1/jobs/flat/rounds/2")))
                    .contains("\"query\":{\"asked\":4,\"answered\":4,", "\"downloadBytes\":128");
        }
    }

    private void requireTheSameAfterAStop(String job) throws Exception {
        String whole = trained(data.resolve("whole"), job);

        Path folder = data.resolve("cut");
        List<Device> devices;
        try (Service service = Service.start(folder)) {
            devices = service.enrol(4);
            run(devices);
            service.create(job);
            while (service.rounds("flat").size() < 2) {
                Thread.sleep(10);
            }
        }
        stop();
        try (Service service = Service.start(folder)) {
            run(devices.stream().map(device -> device.at(service.uri())).toList());
            service.await("flat", "completed");
            assertThat(service.modelHash("flat")).isEqualTo(whole);
        }
    }

    /** A job whose first orders wait for their clients. */
    private List<Device> waitingJob(Service service) throws Exception {
        List<Device> devices = service.enrol(2);
        for (Device device : devices) {
            device.openSession();
        }
        service.create("{name: flat, model: flat, rounds: 1, clients-per-round: 2, sync-rounds: 0}");
        return devices;
    }

    private static Device.Received received(Device device) throws Exception {
        Device.Received received = device.poll(30).orElseThrow();
        while (received.order().task().equals("evaluate")) {
            Device.require(device.reply(received, device.work(received.order())), 200);
            received = device.poll(30).orElseThrow();
        }
        return received;
    }

    private static Device.Received firstTraining(List<Device> devices) throws Exception {
        for (Device device : devices) {
            Device.Received evaluation = device.poll(30).orElseThrow();
            Device.require(device.reply(evaluation, device.work(evaluation.order())), 200);
        }
        return received(devices.getFirst());
    }

    @Test
    void replyIsKnownWhenItComesAgainAndAnotherOneIsRefused() throws Exception {
        try (Service service = Service.start(data)) {
            List<Device> devices = waitingJob(service);
            Device device = devices.getFirst();
            Device.Received received = firstTraining(devices);
            TaskReply reply = device.work(received.order());

            assertThat(Device.text(device.reply(received, reply))).contains("counted-once");
            HttpResponse<byte[]> renewed =
                    device.send(device.request("/v1/orders/flat/0/lease").POST(BodyPublishers.noBody()));
            assertThat(renewed.statusCode())
                    .as("a lease whose reply's acknowledgement was lost")
                    .isEqualTo(204);
            assertThat(Device.text(device.reply(received, reply))).contains("known");
            TaskReply other = new TaskReply.Measured(received.order().id(), Metrics.none());
            assertThat(Device.text(device.reply(received, other)))
                    .startsWith("409")
                    .contains("already-answered");
        }
    }

    @Test
    void capturedReplyIsRefusedForAnotherClientRoundOrNonce() throws Exception {
        try (Service service = Service.start(data)) {
            List<Device> devices = waitingJob(service);
            Device device = devices.getFirst();
            Device.Received received = firstTraining(devices);
            Device thief = devices.getLast();
            Device.Received his = received(thief);
            byte[] message = Device.FORMAT.encode(new WireMessage.Reply(device.work(received.order())));
            String digest = ClientKey.digest(message);

            HttpResponse<byte[]> stolen = thief.send(thief.request("/v1/replies/flat/0")
                    .header("Tifl-Digest", digest)
                    .header("Tifl-Nonce", received.nonce())
                    .header(
                            "Tifl-Signature",
                            device.key().signReply(received.order().id(), received.nonce(), digest))
                    .PUT(BodyPublishers.ofByteArray(message)));
            assertThat(Device.text(stolen)).startsWith("403").contains("signature-invalid");

            TaskId later = new TaskId(received.order().id().job(), 1, device.id());
            HttpResponse<byte[]> replayed = device.send(
                    device.signed(later, received.nonce(), message).PUT(BodyPublishers.ofByteArray(message)));
            assertThat(Device.text(replayed)).startsWith("403").contains("signature-invalid");

            HttpResponse<byte[]> wrongNonce =
                    device.send(device.signed(received.order().id(), his.nonce(), message)
                            .PUT(BodyPublishers.ofByteArray(message)));
            assertThat(wrongNonce.statusCode()).isEqualTo(403);
            assertThat(Device.text(service.get("/v1/audit"))).contains("signature-invalid");

            Device.require(device.reply(received, device.work(received.order())), 200);
        }
    }

    @Test
    void replyInPiecesGoesOnWhereItStopped() throws Exception {
        try (Service service = Service.start(data)) {
            List<Device> devices = waitingJob(service);
            Device device = devices.getFirst();
            Device.Received received = firstTraining(devices);
            byte[] message = Device.FORMAT.encode(new WireMessage.Reply(device.work(received.order())));
            TaskId task = received.order().id();
            int half = message.length / 2;

            HttpResponse<byte[]> first = device.send(device.signed(task, received.nonce(), message)
                    .header("Upload-Length", Integer.toString(message.length))
                    .PUT(BodyPublishers.ofByteArray(message, 0, half)));
            assertThat(first.statusCode()).isEqualTo(202);

            HttpResponse<byte[]> asked = device.send(device.request("/v1/replies/flat/0")
                    .header("Tifl-Digest", ClientKey.digest(message))
                    .method("HEAD", BodyPublishers.noBody()));
            assertThat(asked.headers().firstValue("Upload-Offset")).contains(Integer.toString(half));

            HttpResponse<byte[]> gap = device.send(device.signed(task, received.nonce(), message)
                    .header("Upload-Offset", Integer.toString(half + 1))
                    .header("Upload-Length", Integer.toString(message.length))
                    .PUT(BodyPublishers.ofByteArray(message, half + 1, message.length - half - 1)));
            assertThat(Device.text(gap)).startsWith("409").contains("upload-offset");

            HttpResponse<byte[]> second = device.send(device.signed(task, received.nonce(), message)
                    .header("Upload-Offset", Integer.toString(half))
                    .header("Upload-Length", Integer.toString(message.length))
                    .PUT(BodyPublishers.ofByteArray(message, half, message.length - half)));
            assertThat(Device.text(second)).startsWith("200");
        }
    }

    @Test
    void damagedForeignAndOversizedRepliesAreRefusedAndTheOrderStaysOpen() throws Exception {
        try (Service service = Service.start(data, "--tifl.largest-reply=1KB")) {
            List<Device> devices = waitingJob(service);
            Device device = devices.getFirst();
            Device.Received received = firstTraining(devices);
            TaskId task = received.order().id();
            byte[] message = Device.FORMAT.encode(new WireMessage.Reply(device.work(received.order())));

            byte[] flipped = message.clone();
            flipped[20] ^= 1;
            byte[] cut = Arrays.copyOf(message, message.length - 1);
            byte[] noise = new byte[100];
            for (byte[] bad : List.of(flipped, cut, noise, new byte[0])) {
                HttpResponse<byte[]> answer =
                        device.send(device.signed(task, received.nonce(), bad).PUT(BodyPublishers.ofByteArray(bad)));
                assertThat(Device.text(answer)).startsWith("400").contains("malformed");
            }
            byte[] large = new byte[2000];
            HttpResponse<byte[]> answer =
                    device.send(device.signed(task, received.nonce(), large).PUT(BodyPublishers.ofByteArray(large)));
            assertThat(Device.text(answer)).startsWith("413").contains("too-large");

            Device.require(device.reply(received, device.work(received.order())), 200);
        }
    }

    @Test
    void modelIsSentFromTheByteWhereItBroke() throws Exception {
        try (Service service = Service.start(data)) {
            List<Device> devices = waitingJob(service);
            Device device = devices.getFirst();
            firstTraining(devices);

            HttpResponse<byte[]> whole =
                    device.send(device.request("/v1/jobs/flat/models/0").GET());
            String tag = whole.headers().firstValue("ETag").orElseThrow();
            HttpResponse<byte[]> rest = device.send(device.request("/v1/jobs/flat/models/0")
                    .header("Range", "bytes=10-")
                    .header("If-Range", tag)
                    .GET());

            assertThat(rest.statusCode()).isEqualTo(206);
            assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(whole.body(), 10, whole.body().length));
            assertThat(device.send(device.request("/v1/jobs/flat/models/7").GET())
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void whoIsNotKnownGetsNothingAndWhoIsBarredIsShutOut() throws Exception {
        try (Service service = Service.start(data)) {
            List<Device> devices = waitingJob(service);
            Device device = devices.getFirst();

            assertThat(service.http()
                            .send(
                                    HttpRequest.newBuilder(service.uri().resolve("/v1/orders"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofByteArray())
                            .statusCode())
                    .isEqualTo(401);
            assertThat(Device.post(
                                    service.http(),
                                    service.uri().resolve("/v1/enrolments"),
                                    Map.of("token", "guessed", "client", "x"))
                            .statusCode())
                    .isEqualTo(403);

            Device.require(service.post("/v1/clients/device-0/bar", "application/json", ""), 200);
            HttpResponse<byte[]> barred =
                    device.send(device.request("/v1/orders?wait=0").GET());
            assertThat(Device.text(barred)).startsWith("403").contains("client-barred");
        }
    }

    @Test
    void operatorsAreToldToWaitWhileTheStoreCannotTellWhoTheyAre() throws Exception {
        try (Service service = Service.start(data);
                Connection database = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("tifl.db"));
                Statement statement = database.createStatement()) {
            statement.execute("alter table operator_token rename to away");
            HttpResponse<byte[]> answer = service.get("/v1/jobs");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();

            statement.execute("alter table away rename to operator_token");
            Device.require(service.get("/v1/jobs"), 200);
        }
    }

    @Test
    void sessionThatItsDeviceEndedStaysEndedAfterARestart() throws Exception {
        Device device;
        try (Service service = Service.start(data)) {
            device = service.enrol(1).getFirst();
            device.openSession();
            Device.require(device.send(device.request("/v1/sessions/current").DELETE()), 204);
            assertThat(poll(device)).startsWith("401");
        }

        try (Service service = Service.start(data)) {
            Device moved = device.at(service.uri());
            assertThat(poll(moved)).startsWith("401").contains("session-invalid");
            moved.openSession();
            assertThat(pollOnceItLeads(moved)).startsWith("204");
        }
    }

    /** A coordinator that has just started answers 503 until it has taken the lead. */
    private static String pollOnceItLeads(Device device) throws Exception {
        String answer = poll(device);
        while (answer.startsWith("503")) {
            answer = poll(device);
        }
        return answer;
    }

    private static String poll(Device device) throws Exception {
        return Device.text(device.send(device.request("/v1/orders?wait=0").GET()));
    }

    @Test
    void operatorsMayWhatTheirRoleSays() throws Exception {
        try (Service service = Service.start(data)) {
            assertThat(service.http()
                            .send(
                                    HttpRequest.newBuilder(service.uri().resolve("/v1/jobs"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofByteArray())
                            .statusCode())
                    .isEqualTo(401);
            assertThat(Device.text(service.post("/v1/operators?name=v&role=viewer", "application/json", "")))
                    .startsWith("201");
        }
    }

    @Test
    void jobIsPausedResumedAndStopped() throws Exception {
        try (Service service = Service.start(data)) {
            service.create(JOB);
            Device.require(service.post("/v1/jobs/flat/pause", "application/json", ""), 200);
            assertThat(service.job("flat").get("status")).isEqualTo("paused");
            Device.require(service.post("/v1/jobs/flat/resume", "application/json", ""), 200);
            Device.require(service.post("/v1/jobs/flat/stop", "application/json", ""), 200);
            HttpResponse<byte[]> again = service.post("/v1/jobs/flat/resume", "application/json", "");
            assertThat(Device.text(again)).startsWith("409").contains("wrong-status");
        }
    }
}
