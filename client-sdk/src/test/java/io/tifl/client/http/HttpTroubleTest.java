package io.tifl.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.tifl.client.event.ClientEvent;
import io.tifl.client.pace.Pace;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.ClientTransport;
import io.tifl.protocol.transport.RefusedException;
import io.tifl.protocol.transport.RefusedException.Advice;
import io.tifl.protocol.transport.Replies;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import io.tifl.protocol.wire.WireOrder;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a client whose coordinator, or the line to it, misbehaves. */
@Timeout(120)
class HttpTroubleTest {
    private static final Logger LOG = LoggerFactory.getLogger(HttpTroubleTest.class);
    private static final ClientId ANN = new ClientId("ann");
    private static final Duration WAIT = Duration.ofSeconds(20);
    private static final WireFormat FORMAT = new WireFormat(WireLimits.defaults());

    @TempDir
    Path folder;

    private final List<ClientEvent> events = new CopyOnWriteArrayList<>();
    private final Pace pace = new Pace(new Seed(7), Duration.ofMillis(10), Duration.ofMillis(100));
    private FakeCoordinator fake;
    private Identity identity;
    private HttpCoordinator coordinator;
    private ClientTransport ann;

    @BeforeEach
    void start() throws Exception {
        fake = new FakeCoordinator();
        identity = fake.enrol(ANN);
        coordinator = builder(fake.uri()).build();
        ann = coordinator.connect(identity);
    }

    @AfterEach
    void stop() {
        fake.trouble((_, _) -> false);
        ann.close();
        coordinator.close();
        fake.close();
    }

    private HttpCoordinator.Builder builder(URI address) {
        return HttpCoordinator.builder(address)
                .pace(pace)
                .silence(Duration.ofSeconds(1))
                .listener(events::add);
    }

    @Test
    @Timeout(28)
    void aCoordinatorThatHangsGivesWayToAnotherBeforeHalfAMinuteIsOver() throws Exception {
        try (ServerSocket hangs = new ServerSocket(0);
                HttpCoordinator several = builder(URI.create("http://127.0.0.1:" + hangs.getLocalPort()))
                        .alsoAt(fake.uri())
                        .build();
                ClientTransport client = several.connect(identity)) {
            assertThatThrownBy(() -> client.poll(Duration.ofSeconds(1))).isInstanceOf(IOException.class);
            assertThat(client.poll(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void aReplyThatIsCutOffAndMeetsOneThatStandsByGoesOnAtTheNextAddress() throws Exception {
        AtomicInteger pieces = new AtomicInteger();
        // Renewals of a short lease would find the next address, too.
        FakeCoordinator leader = new FakeCoordinator(null, false, Duration.ofMinutes(1));
        leader.trouble((request, exchange) -> {
            if (request.startsWith("PUT") && pieces.incrementAndGet() == 1) {
                exchange.getRequestBody().readNBytes(1000);
                return true;
            }
            return false;
        });
        Identity known = leader.enrol(ANN);
        try (leader;
                FakeCoordinator standby = standby();
                HttpCoordinator several =
                        builder(leader.uri()).alsoAt(standby.uri()).build();
                ClientTransport client = several.connect(known);
                Replies replies = leader.dispatch(List.of(order(0, 1_000_000)))) {
            TaskOrder order = client.poll(Duration.ofSeconds(5)).orElseThrow();

            client.send(updated(order));

            assertThat(replies.next(Instant.now().plusSeconds(5))).isPresent();
            assertThat(standby.requests("HEAD /v1/replies")).isEqualTo(1);
        }
    }

    @Test
    void addressesThatFailKeepNoRequestBackFromTheOneThatLeadsAtLast() throws Exception {
        AtomicInteger standingBy = new AtomicInteger(15);
        fake.trouble((_, exchange) -> standingBy.getAndDecrement() > 0 && refuse(exchange, 503, "unavailable", 0));
        URI dead;
        try (ServerSocket socket = new ServerSocket(0)) {
            dead = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        try (HttpCoordinator several = builder(dead).alsoAt(fake.uri()).build();
                ClientTransport client = several.connect(identity)) {
            for (int i = 0; standingBy.get() > 0; i++) {
                assertThat(i).isLessThan(40);
                assertThatThrownBy(() -> client.poll(Duration.ZERO)).isInstanceOf(IOException.class);
            }
            // It stands at either address now: one attempt more at most.
            try {
                client.poll(Duration.ZERO);
            } catch (IOException e) {
                assertThat(client.poll(Duration.ZERO)).isEmpty();
            }
        }
    }

    private static FakeCoordinator standby() throws IOException {
        FakeCoordinator standby = new FakeCoordinator();
        standby.trouble((_, exchange) -> refuse(exchange, 503, "unavailable", 1));
        return standby;
    }

    @Test
    void aPageOfACaptivePortalIsToldFromAnOrder() throws Exception {
        poll(0);
        fake.trouble((_, exchange) -> html(exchange, 200));

        assertThatThrownBy(() -> poll(1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("text/html")
                .hasMessageContaining("captive portal");
    }

    @Test
    void aPageOfACaptivePortalOpensNoSession() {
        fake.trouble((_, exchange) -> html(exchange, 200));

        assertThatThrownBy(() -> poll(1)).isInstanceOf(IOException.class).hasMessageContaining("captive portal");
    }

    @Test
    void aRedirectIsNotFollowed() {
        fake.trouble((_, exchange) -> {
            exchange.getResponseHeaders().set("Location", "http://elsewhere.example/");
            exchange.sendResponseHeaders(302, -1);
            return true;
        });

        assertThatThrownBy(() -> poll(1)).isInstanceOf(IOException.class).hasMessageContaining("elsewhere.example");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 407, 410, 413, 502, 511})
    void aRefusalThatIsNotTheCoordinatorsOwnNeverEndsTheClient(int status) throws Exception {
        poll(0);
        fake.trouble((_, exchange) -> html(exchange, status));

        RefusedException refusal = refusal(() -> poll(1));

        assertThat(refusal.advice()).isEqualTo(Advice.WAIT);
        fake.trouble((_, _) -> false);
        assertThat(poll(0)).isEmpty();
    }

    @Test
    void aBarredClientIsToldToStop() throws Exception {
        fake.bar(ANN);

        RefusedException refusal = refusal(() -> poll(1));

        assertThat(refusal.code()).isEqualTo("client-barred");
        assertThat(refusal.advice()).isEqualTo(Advice.STOP);
    }

    @Test
    void aSessionThatTheCoordinatorForgotIsOpenedAnew() throws Exception {
        try (Replies replies = fake.dispatch(List.of(order(0, 3)))) {
            TaskOrder order = poll(5).orElseThrow();
            fake.endSessions();

            ann.send(measured(order));

            assertThat(replies.next(Instant.now().plusSeconds(5))).isPresent();
            assertThat(events.stream().filter(ClientEvent.SessionOpened.class::isInstance))
                    .hasSize(2);
        }
    }

    @Test
    void aCoordinatorThatIsBusySaysHowLongToWait() throws Exception {
        fake.trouble((_, exchange) -> refuse(exchange, 503, "unavailable", 7));

        RefusedException refusal = refusal(() -> poll(1));

        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(refusal.advice()).isEqualTo(Advice.WAIT);
    }

    @Test
    void aWrongKeyIsNoReasonToTryForEverAtFullSpeed() throws Exception {
        ClientTransport impostor = coordinator.connect(new Identity(ANN, ClientKey.of(new byte[ClientKey.BYTES])));

        RefusedException refusal = refusal(() -> impostor.poll(Duration.ofSeconds(1)));

        assertThat(refusal.code()).isEqualTo("signature-invalid");
        assertThat(fake.requests("POST /v1/sessions")).isEqualTo(1);
    }

    @Test
    void anOrderThatIsGarbageIsRefused() throws Exception {
        poll(0);
        fake.trouble((request, exchange) -> request.startsWith("GET /v1/orders")
                && bytes(exchange, "no order at all, but long enough".getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> poll(1)).isInstanceOf(IOException.class).hasMessageContaining("TIFL");
    }

    @Test
    void anOrderThatAnnouncesMoreThanIsAllowedIsRefusedBeforeMemoryIsTaken() throws Exception {
        poll(0);
        byte[] header = Arrays.copyOf(FORMAT.encode(new WireMessage.Model(model(0, 3))), WireFormat.HEADER_BYTES);
        header[14] = 0x7f;
        fake.trouble((request, exchange) -> request.startsWith("GET /v1/orders") && bytes(exchange, header));

        assertThatThrownBy(() -> poll(1)).isInstanceOf(IOException.class).hasMessageContaining("at most");
    }

    @Test
    void anotherClientsOrderIsRefused() throws Exception {
        TaskOrder order = new TaskOrder(
                new TaskId(new JobId("job"), 0, new ClientId("bob")),
                "train",
                Settings.none(),
                model(0, 3),
                "float32",
                1,
                WAIT);
        byte[] message = FORMAT.encode(new WireMessage.Order(WireOrder.withModel(order)));
        poll(0);
        fake.trouble((request, exchange) -> request.startsWith("GET /v1/orders") && bytes(exchange, message));

        assertThatThrownBy(() -> poll(1)).isInstanceOf(IOException.class).hasMessageContaining("bob");
    }

    @Test
    void anAnswerWithoutEndIsCutOff() {
        fake.trouble((_, exchange) -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            byte[] blanks = new byte[1 << 16];
            Arrays.fill(blanks, (byte) ' ');
            while (true) {
                exchange.getResponseBody().write(blanks);
            }
        });

        assertThatThrownBy(() -> poll(1)).isInstanceOf(IOException.class).hasMessageContaining("more than 65536 bytes");
    }

    @Test
    void aModelWithoutEndIsCutOff() throws Exception {
        fake.trouble((request, exchange) -> request.startsWith("GET /v1/jobs") && endless(exchange));
        try (Replies _ = fake.dispatch(List.of(order(0, 1000)))) {
            assertThatThrownBy(() -> poll(5)).isInstanceOf(IOException.class).hasMessageContaining("does not end");
        }
    }

    private static boolean endless(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
        exchange.getResponseHeaders().set("ETag", "\"x\"");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(FORMAT.encode(new WireMessage.Model(model(0, 1000))));
        while (true) {
            exchange.getResponseBody().write(new byte[1 << 16]);
        }
    }

    @Test
    void aModelWhoseLineGoesSilentIsFetchedOnFromThere() throws Exception {
        AtomicInteger times = new AtomicInteger();
        fake.trouble((request, exchange) -> {
            if (!request.startsWith("GET /v1/jobs") || times.getAndIncrement() > 0) {
                return false;
            }
            byte[] model = FORMAT.encode(new WireMessage.Model(model(0, 100_000)));
            startModel(exchange, model);
            exchange.getResponseBody().write(model, 0, 300_000);
            exchange.getResponseBody().flush();
            Thread.sleep(5000);
            return true;
        });

        try (Replies _ = fake.dispatch(List.of(order(0, 100_000)))) {
            assertThat(poll(5).orElseThrow().model()).isEqualTo(model(0, 100_000));
        }

        assertThat(fetched().bytes()).isEqualTo(FORMAT.sizeOf(new WireMessage.Model(model(0, 100_000))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aModelWhoseConnectionBreaksAgainAndAgainIsFetchedOnce(boolean onDisk) throws Exception {
        byte[] model = FORMAT.encode(new WireMessage.Model(model(0, 500_000)));
        AtomicInteger times = new AtomicInteger();
        fake.trouble((request, exchange) -> {
            if (!request.startsWith("GET /v1/jobs") || times.incrementAndGet() > 12) {
                return false;
            }
            String range = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"))
                    .orElse("bytes=0-");
            int from = Integer.parseInt(range.substring(6, range.length() - 1));
            breakOff(exchange, model, from, 150_000);
            return true;
        });
        if (onDisk) {
            coordinator.close();
            coordinator = builder(fake.uri()).models(folder).build();
            ann = coordinator.connect(identity);
        }

        try (Replies _ = fake.dispatch(List.of(order(0, 500_000)))) {
            assertThat(poll(5).orElseThrow().model()).isEqualTo(model(0, 500_000));
        }

        // What had left the server and was lost in the break is the only thing that travels twice.
        assertThat(fetched().bytes()).isLessThanOrEqualTo(model.length);
        assertThat(times.get()).isGreaterThan(10);
    }

    private static void breakOff(HttpExchange exchange, byte[] model, int from, int bytes) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
        exchange.getResponseHeaders().set("ETag", "\"" + ClientKey.digest(model) + "\"");
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (model.length - 1) + "/" + model.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, model.length - from);
        exchange.getResponseBody().write(model, from, Math.min(bytes, model.length - from));
        exchange.getResponseBody().flush();
    }

    @Test
    void halfAModelOnDiskIsGoneOnWithByTheNextProcess() throws Exception {
        byte[] model = FORMAT.encode(new WireMessage.Model(model(0, 100_000)));
        coordinator.close();
        coordinator = builder(fake.uri()).models(folder).build();
        ann = coordinator.connect(identity);
        AtomicInteger times = new AtomicInteger();
        fake.trouble((request, exchange) -> {
            if (!request.startsWith("GET /v1/jobs")) {
                return false;
            }
            if (times.getAndIncrement() > 0) {
                return refuse(exchange, 503, "unavailable", 0);
            }
            breakOff(exchange, model, 0, 200_000);
            return true;
        });
        try (Replies _ = fake.dispatch(List.of(order(0, 100_000)))) {
            assertThatThrownBy(() -> poll(5)).isInstanceOf(IOException.class);
            fake.trouble((_, _) -> false);
            coordinator.close();

            assertThat(polledByAProcessThatIsKilled().model()).isEqualTo(model(0, 100_000));
            assertThat(fetched().bytes()).isLessThan(model.length - 100_000);
        }
    }

    @Test
    void aModelIsFetchedOnceHoweverManyOrdersStartFromIt() throws Exception {
        try (Replies _ = fake.dispatch(List.of(order(0, 3), order(1, 3)))) {
            assertThat(poll(5)).isPresent();
            assertThat(poll(5)).isPresent();
        }

        assertThat(fake.requests("GET /v1/jobs")).isEqualTo(1);
    }

    @Test
    void aModelOnDiskIsReadByTheNextProcessAndFetchedAnewIfDamaged() throws Exception {
        try (Replies _ = fake.dispatch(List.of(order(0, 3), order(1, 3), order(2, 3)))) {
            assertThat(polledByAProcessThatIsKilled().model()).isEqualTo(model(0, 3));
            assertThat(polledByAProcessThatIsKilled().model()).isEqualTo(model(0, 3));
            assertThat(fake.requests("GET /v1/jobs")).isEqualTo(1);
            damage();

            assertThat(polledByAProcessThatIsKilled().model()).isEqualTo(model(0, 3));
            assertThat(fake.requests("GET /v1/jobs")).isEqualTo(2);
        }
    }

    private TaskOrder polledByAProcessThatIsKilled() throws IOException, InterruptedException {
        try (HttpCoordinator own = builder(fake.uri()).models(folder).build()) {
            return own.connect(identity).poll(WAIT).orElseThrow();
        }
    }

    private void damage() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path model = files.filter(file -> file.toString().endsWith(".tifl"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(model);
            bytes[bytes.length / 2] ^= 1;
            Files.write(model, bytes);
        }
    }

    @Test
    void aModelOfAnotherVersionIsRefused() throws Exception {
        byte[] other = FORMAT.encode(new WireMessage.Model(model(1, 3)));
        fake.trouble((request, exchange) -> request.startsWith("GET /v1/jobs") && bytes(exchange, other));
        try (Replies _ = fake.dispatch(List.of(order(0, 3)))) {
            assertThatThrownBy(() -> poll(5))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("version 0")
                    .hasMessageContaining("version 1");

            fake.trouble((_, _) -> false);
            assertThat(poll(5).orElseThrow().model()).isEqualTo(model(0, 3));
        }
    }

    @Test
    void aModelOfAnotherLayoutIsRefused() throws Exception {
        byte[] other = FORMAT.encode(new WireMessage.Model(model(0, 4)));
        fake.trouble((request, exchange) -> request.startsWith("GET /v1/jobs") && bytes(exchange, other));
        try (Replies _ = fake.dispatch(List.of(order(0, 3)))) {
            assertThatThrownBy(() -> poll(5)).isInstanceOf(IOException.class).hasMessageContaining("layout");
        }
    }

    @Test
    void aDamagedModelIsRefusedAndFetchedAgain() throws Exception {
        byte[] damaged = FORMAT.encode(new WireMessage.Model(model(0, 3)));
        damaged[damaged.length - 10] ^= 1;
        fake.trouble((request, exchange) -> request.startsWith("GET /v1/jobs") && bytes(exchange, damaged));
        try (Replies _ = fake.dispatch(List.of(order(0, 3)))) {
            assertThatThrownBy(() -> poll(5)).isInstanceOf(IOException.class).hasMessageContaining("checksum");

            fake.trouble((_, _) -> false);
            assertThat(poll(5).orElseThrow().model()).isEqualTo(model(0, 3));
        }
    }

    @Test
    void anOrderWhoseModelIsNotThereIsAnsweredSo() throws Exception {
        fake.trouble(
                (request, exchange) -> request.startsWith("GET /v1/jobs") && refuse(exchange, 404, "not-found", 0));
        try (Replies replies = fake.dispatch(List.of(order(0, 3)))) {
            assertThat(poll(1)).isEmpty();

            assertThat(replies.next(Instant.now().plusSeconds(5)).orElseThrow().reply())
                    .isInstanceOfSatisfying(
                            TaskReply.Failed.class,
                            failed -> assertThat(failed.fault()).isEqualTo(TaskReply.Fault.ORDER));
        }
    }

    @Test
    void aReplyWhoseAnswersAreLostCountsOnce() throws Exception {
        AtomicInteger times = new AtomicInteger();
        fake.loseReplyAnswers(() -> times.getAndIncrement() % 2 == 0);
        try (Replies replies = fake.dispatch(List.of(order(0, 200_000)))) {
            TaskOrder order = poll(5).orElseThrow();

            ann.send(updated(order));

            assertThat(replies.next(Instant.now().plusSeconds(5)).orElseThrow().reply())
                    .isEqualTo(updated(order));
            assertThat(replies.next(Instant.now().plusMillis(100))).isEmpty();
            assertThat(events).last().isInstanceOf(ClientEvent.ReplyCounted.class);
        }
    }

    @Test
    void aReplyThatIsCutOffGoesOnWhereTheCoordinatorStands() throws Exception {
        AtomicInteger times = new AtomicInteger();
        fake.trouble((request, exchange) -> {
            if (request.startsWith("PUT") && times.incrementAndGet() % 3 == 2) {
                exchange.getRequestBody().readNBytes(1000);
                return true;
            }
            return false;
        });
        try (Replies replies = fake.dispatch(List.of(order(0, 1_000_000)))) {
            TaskOrder order = poll(5).orElseThrow();

            ann.send(updated(order));

            assertThat(replies.next(Instant.now().plusSeconds(5))).isPresent();
            // Not a byte that was taken in came twice.
            assertThat(fake.replyBytes()).isEqualTo(FORMAT.sizeOf(new WireMessage.Reply(updated(order))));
        }
    }

    @Test
    void aReplyIsSentOnByTheNextCallAfterOneThatGaveUp() throws Exception {
        AtomicInteger times = new AtomicInteger();
        fake.trouble((request, exchange) -> request.contains("/v1/replies")
                && times.getAndIncrement() > 1
                && refuse(exchange, 503, "unavailable", 0));
        try (Replies replies = fake.dispatch(List.of(order(0, 1_000_000)))) {
            TaskOrder order = poll(5).orElseThrow();
            assertThatThrownBy(() -> ann.send(updated(order))).isInstanceOf(RefusedException.class);
            fake.trouble((_, _) -> false);

            ann.send(updated(order));

            assertThat(replies.next(Instant.now().plusSeconds(5))).isPresent();
            assertThat(fake.replyBytes()).isEqualTo(FORMAT.sizeOf(new WireMessage.Reply(updated(order))));
        }
    }

    @ParameterizedTest
    @CsvSource({"signature-invalid, 403", "too-large, 413", "malformed, 400", "already-answered, 409"})
    void aReplyThatWillNeverBeTakenIsGivenUp(String code, int status) throws Exception {
        fake.trouble((request, exchange) -> request.startsWith("PUT") && refuse(exchange, status, code, 0));
        try (Replies _ = fake.dispatch(List.of(order(0, 3)))) {
            TaskOrder order = poll(5).orElseThrow();

            RefusedException refused = refusal(() -> ann.send(updated(order)));

            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.advice()).isEqualTo(Advice.FORGET);
            assertThat(fake.requests("PUT /v1/replies")).isEqualTo(1);
        }
    }

    @Test
    void aReplyBeyondTheCoordinatorsLimitIsGivenUp() throws Exception {
        fake.maxReplyBytes(1000);
        try (Replies _ = fake.dispatch(List.of(order(0, 10_000)))) {
            TaskOrder order = poll(5).orElseThrow();

            assertThat(refusal(() -> ann.send(updated(order))).code()).isEqualTo("too-large");
        }
    }

    @Test
    void aCoordinatorThatNeverMovesOnIsGivenUpAfterAFewAttempts() throws Exception {
        fake.trouble((request, exchange) -> {
            if (request.startsWith("PUT")) {
                exchange.getResponseHeaders().set("Upload-Offset", "0");
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(202, -1);
                return true;
            }
            return false;
        });
        try (Replies _ = fake.dispatch(List.of(order(0, 3)))) {
            TaskOrder order = poll(5).orElseThrow();

            assertThatThrownBy(() -> ann.send(updated(order)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Upload-Offset");
            assertThat(fake.requests("PUT /v1/replies")).isLessThan(10);
        }
    }

    @Test
    void theLeaseIsRenewedWhileTheClientWorks() throws Exception {
        try (Replies replies = fake.dispatch(List.of(order(0, 3)))) {
            TaskOrder order = poll(5).orElseThrow();

            Thread.sleep(fake.lease().multipliedBy(2));
            ClientTransport second = coordinator.connect(identity);
            assertThat(second.poll(Duration.ZERO)).isEmpty();
            ann.send(measured(order));

            assertThat(replies.next(Instant.now().plusSeconds(5))).isPresent();
            Thread.sleep(fake.lease().dividedBy(2)); // one may have been on its way
            int renewals = fake.requests("POST /v1/orders");
            assertThat(renewals).isGreaterThan(3);
            Thread.sleep(fake.lease());
            assertThat(fake.requests("POST /v1/orders")).isEqualTo(renewals);
        }
    }

    @Test
    void aWithdrawnOrderIsNoticedWhileTheClientWorks() throws Exception {
        Replies replies = fake.dispatch(List.of(order(0, 3)));
        TaskOrder order = poll(5).orElseThrow();

        replies.close();
        Thread.sleep(fake.lease());
        ann.send(updated(order));

        assertThat(events).contains(new ClientEvent.Withdrawn(order.id()));
        assertThat(fake.requests("PUT /v1/replies")).isZero();
    }

    @Test
    void whenMostRequestsFailTheOthersAreKeptBack() {
        fake.trouble((_, exchange) -> refuse(exchange, 503, "unavailable", 0));
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> poll(0)).isInstanceOf(IOException.class);
        }

        assertThat(fake.requests("POST /v1/challenges")).isLessThan(12);
    }

    @Test
    void anInterruptionEndsAWaitingPollAsOne() throws Exception {
        Thread here = Thread.currentThread();
        Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(300);
            } catch (InterruptedException e) {
                here.interrupt();
            }
            here.interrupt();
        });

        assertThatThrownBy(() -> poll(30)).isInstanceOf(InterruptedException.class);
        assertThat(poll(0)).isEmpty();
    }

    @Test
    void leavingIsToldToTheCoordinator() throws Exception {
        poll(0);
        assertThat(fake.sessionCount()).isEqualTo(1);

        ann.close();

        assertThat(fake.sessionCount()).isZero();
    }

    @Test
    void leavingACoordinatorThatIsAwayTakesNoTime() throws Exception {
        poll(0);
        fake.close();

        Instant before = Instant.now();
        ann.close();

        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void secretsAreNotPrinted() {
        String key = identity.key().toText();
        Enrolment enrolment = new Enrolment("the-token", Optional.of(ANN), Map.of("os", "test"), "the-retry");

        assertThat(identity.toString()).doesNotContain(key).contains("ann");
        assertThat(enrolment.toString()).doesNotContain("the-token").doesNotContain("the-retry");
    }

    @Test
    void plainHttpToAnotherHostIsRefusedUnlessAllowed() throws Exception {
        URI far = URI.create("http://coordinator.example:8080");

        assertThatThrownBy(() -> HttpCoordinator.builder(far).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https");
        HttpCoordinator.builder(far).allowPlainHttp().build().close();
        assertThatThrownBy(() -> HttpCoordinator.builder(URI.create("coordinator:8080")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A line of 64 KiB/s that breaks every minute, 40 times as fast. */
    @Test
    void aSlowLineThatBreaksAgainAndAgainCarriesLittleTwice() throws Exception {
        assertLittleIsCarriedTwice(40 * (64 << 10), Duration.ofMillis(1500), 2.0 / 40, 2_500_000);
    }

    /** A line of 64 KiB/s that breaks every minute, as it is: takes three minutes. */
    @Test
    @Tag("slow")
    @Timeout(600)
    void aLineOfSixtyFourKibPerSecondThatBreaksEveryMinuteCarriesLittleTwice() throws Exception {
        assertLittleIsCarriedTwice(64 << 10, Duration.ofSeconds(60), 2, 2_900_000);
    }

    private void assertLittleIsCarriedTwice(int rate, Duration untilBreak, double secondsPerPiece, int values)
            throws Exception {
        try (SlowLink link = new SlowLink(fake.port(), rate);
                HttpCoordinator far = builder(URI.create("http://localhost:" + link.port()))
                        .secondsPerPiece(secondsPerPiece)
                        .build();
                ClientTransport transport = far.connect(identity);
                Replies replies = fake.dispatch(List.of(order(0, values)))) {
            TaskOrder order = transport.poll(WAIT).orElseThrow();
            long before = link.carried();
            link.breakEvery(untilBreak);

            transport.send(updated(order));

            long carried = link.carried() - before;
            long bytes = FORMAT.sizeOf(new WireMessage.Reply(updated(order)));
            assertThat(replies.next(Instant.now().plusSeconds(5))).isPresent();
            assertThat(link.breaks()).isGreaterThan(1);
            LOG.info("{} breaks, {} bytes carried for {}", link.breaks(), carried, bytes);
            assertThat(carried).isLessThan(bytes + bytes / 20);
        }
    }

    private Optional<TaskOrder> poll(int seconds) throws IOException, InterruptedException {
        return ann.poll(Duration.ofSeconds(seconds));
    }

    private ClientEvent.ModelFetched fetched() {
        return events.stream()
                .filter(ClientEvent.ModelFetched.class::isInstance)
                .map(ClientEvent.ModelFetched.class::cast)
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    @FunctionalInterface
    private interface Act {
        void run() throws Exception;
    }

    private static RefusedException refusal(Act act) throws Exception {
        try {
            act.run();
        } catch (RefusedException e) {
            return e;
        }
        throw new AssertionError("it was granted");
    }

    private static boolean html(HttpExchange exchange, int status) throws IOException {
        FakeCoordinator.answer(
                exchange, status, "text/html; charset=utf-8", "<html>Log in</html>".getBytes(StandardCharsets.UTF_8));
        return true;
    }

    private static boolean refuse(HttpExchange exchange, int status, String code, int seconds) throws IOException {
        exchange.getResponseHeaders().set("Retry-After", Integer.toString(seconds));
        FakeCoordinator.problem(exchange, status, code, "as the test wants it");
        return true;
    }

    private static boolean bytes(HttpExchange exchange, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Tifl-Nonce", "n");
        FakeCoordinator.answer(exchange, 200, "application/octet-stream", body);
        return true;
    }

    private static void startModel(HttpExchange exchange, byte[] model) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
        exchange.getResponseHeaders().set("ETag", "\"" + ClientKey.digest(model) + "\"");
        exchange.sendResponseHeaders(200, model.length);
    }

    private static GlobalModel model(long version, int values) {
        float[] parameters = new float[values];
        for (int i = 0; i < values; i++) {
            parameters[i] = i * 0.37f;
        }
        return new GlobalModel(ModelSpec.of("tiny"), version, Parameters.owning(Layout.flat(values), parameters));
    }

    private static TaskOrder order(long round, int values) {
        TaskId id = new TaskId(new JobId("job"), round, ANN);
        return new TaskOrder(id, "train", Settings.none(), model(0, values), "float32", round, WAIT);
    }

    private static TaskReply updated(TaskOrder order) {
        return new TaskReply.Updated(
                order.id(), new Float32Codec().encode(order.model().parameters(), 1), 10, Metrics.of("loss", 0.5));
    }

    private static TaskReply measured(TaskOrder order) {
        return new TaskReply.Measured(order.id(), Metrics.of("loss", 0.5));
    }
}
