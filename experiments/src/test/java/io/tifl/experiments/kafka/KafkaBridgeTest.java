package io.tifl.experiments.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.coordinator.http.Origin;
import io.tifl.coordinator.http.RequestLimits;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.kafka.Notice;
import io.tifl.protocol.kafka.Piece;
import io.tifl.protocol.kafka.ReplyPiece;
import io.tifl.protocol.kafka.Topics;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.ClientTransport;
import io.tifl.protocol.transport.RefusedException;
import io.tifl.protocol.transport.Replies;
import io.tifl.protocol.transport.TransportContract;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Large payloads, faults and forgeries, over a real broker. */
@Timeout(180)
class KafkaBridgeTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final ClientId ANN = new ClientId("ann");
    private static final ClientId BOB = new ClientId("bob");

    @RegisterExtension
    private static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    private Path uploads;

    private Site site;
    private Log log;
    private ClientTransport ann;

    @BeforeEach
    void open() throws Exception {
        site = new Site(BROKER.get().bootstrap(), uploads);
        log = new Log(BROKER.get().bootstrap());
        ann = site.connect(ANN);
    }

    @AfterEach
    void close() {
        log.close();
        site.close();
    }

    private static Arrival next(Replies replies) throws InterruptedException {
        return replies.next(Instant.now().plus(LONG)).orElseThrow();
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plus(LONG);
        while (!condition.call()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            Thread.sleep(20);
        }
    }

    private boolean isUploadBegun() throws Exception {
        try (Stream<Path> files = Files.list(uploads)) {
            return files.anyMatch(file -> file.toFile().length() > 0);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> deadLetters() {
        return log.read(site.topics.deadLetters()).stream()
                .map(record ->
                        new String(record.headers().lastHeader("tifl-reason").value(), StandardCharsets.UTF_8))
                .toList();
    }

    /** What the topic holds for a client, as its key opens it. */
    private List<Notice> notices(ClientId client) throws Exception {
        List<Notice> notices = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : log.read(site.topics.orders())) {
            if (Arrays.equals(record.key(), bytes(client.value()))) {
                notices.add(Notice.open(Notice.seal(Site.key(client)), client.value(), record.value()));
            }
        }
        return notices;
    }

    private String nonce() throws Exception {
        return notices(ANN).stream()
                .flatMap(notice ->
                        notice.body() instanceof Notice.Order order ? Stream.of(order.nonce()) : Stream.empty())
                .toList()
                .getLast();
    }

    /** A round in which one client is asked and answers. */
    private void requireServed(long round) throws Exception {
        TaskOrder order = TransportContract.order(ANN, round);
        try (Replies replies = site.coordinator().dispatch(List.of(order))) {
            assertThat(ann.poll(LONG)).contains(order);
            ann.send(TransportContract.updated(order));
            assertThat(next(replies).reply()).isEqualTo(TransportContract.updated(order));
        }
    }

    @Test
    void aModelAndAnUpdateOf64MegabytesTravelEachItsWay() throws Exception {
        TaskOrder order = Large.order(ANN, 0);
        TaskReply update = TransportContract.updated(order);
        try (Replies replies = site.coordinator().dispatch(List.of(order))) {
            assertThat(ann.poll(LONG).orElseThrow().model().parameters())
                    .isEqualTo(order.model().parameters());
            ann.send(update);

            Arrival arrival = next(replies);

            assertThat(arrival.wireBytes()).isGreaterThan(4L * Large.FLOATS);
            assertThat(arrival.reply()).isEqualTo(update);
        }
        assertThat(uploads).isEmptyDirectory();
    }

    @Test
    void aModelIsWrittenOnceHoweverManyReadIt() throws Exception {
        ClientTransport bob = site.connect(BOB);
        List<TaskOrder> orders = List.of(TransportContract.order(ANN, 0), TransportContract.order(BOB, 0));
        try (Replies _ = site.coordinator().dispatch(orders)) {
            assertThat(ann.poll(LONG)).contains(orders.getFirst());
            assertThat(bob.poll(LONG)).contains(orders.getLast());
        }
        assertThat(log.read(site.topics.models())).hasSize(1);
    }

    @Test
    void poisonGoesToTheDeadLettersAndHoldsUpNobody() throws Exception {
        for (int partition = 0; partition < 2; partition++) {
            for (String topic : List.of(site.topics.calls(), site.topics.replies())) {
                log.write(new ProducerRecord<>(topic, partition, bytes("ann"), bytes("poison")))
                        .get();
                log.write(new ProducerRecord<>(topic, partition, null, null)).get();
                log.write(new ProducerRecord<>(
                                topic,
                                partition,
                                bytes("ann"),
                                bytes("x"),
                                List.of(new RecordHeader(ReplyPiece.HEADER, bytes("tifl-reply-piece-1\n?\n")))))
                        .get();
            }
        }

        requireServed(0);

        await("all poison is put aside", () -> deadLetters().size() == 12);
    }

    private double counted(String meter, String... tags) {
        return site.meters.get(meter).tags(tags).counter().count();
    }

    @Test
    void whatIsReadWrittenAndPutAsideIsCountedAndAnOrderNamesItsSpan() throws Exception {
        requireServed(0);
        log.write(new ProducerRecord<>(site.topics.replies(), 0, bytes("ann"), bytes("x")))
                .get();
        await("the poison is put aside", () -> deadLetters().size() == 1);

        assertThat(counted("tifl.kafka.records.received", "topic", "calls")).isGreaterThanOrEqualTo(1);
        await("both records are counted", () -> counted("tifl.kafka.records.received", "topic", "replies") == 2);
        assertThat(counted("tifl.kafka.records.sent", "topic", "models")).isEqualTo(1);
        assertThat(counted("tifl.kafka.records.sent", "topic", "orders")).isGreaterThanOrEqualTo(2);
        assertThat(counted("tifl.kafka.records.sent", "topic", "dead-letters")).isEqualTo(1);
        assertThat(counted("tifl.kafka.dead.letters")).isEqualTo(1);
        assertThat(counted("tifl.kafka.starts", "outcome", "open")).isEqualTo(1);
        assertThat(site.meters.get("tifl.kafka.open").gauge().value()).isEqualTo(1);
        await(
                "lag is measured",
                () -> site.meters.find("tifl.kafka.lag").tag("topic", "replies").gauge() != null);
        assertThat(log.read(site.topics.orders()).stream()
                        .map(record -> record.headers().lastHeader("traceparent"))
                        .filter(Objects::nonNull)
                        .map(header -> new String(header.value(), StandardCharsets.US_ASCII)))
                .hasSize(1)
                .allMatch(trace -> trace.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]"));
        site.closeBridge();
        assertThat(site.meters.get("tifl.kafka.open").gauge().value()).isZero();
        site.openBridge();
    }

    @Test
    void aReplyWithAnothersSignatureIsPutAsideAndNoted() throws Exception {
        TaskOrder order = TransportContract.order(ANN, 0);
        byte[] forged = Site.FORMAT.encode(new WireMessage.Reply(TransportContract.updated(order)));
        try (Replies replies = site.coordinator().dispatch(List.of(order))) {
            assertThat(ann.poll(LONG)).contains(order);
            log.write(signed(order.id(), nonce(), forged, Piece.of(forged).getFirst(), Site.key(BOB)))
                    .get();

            await("the forgery is put aside", () -> deadLetters().size() == 1);

            assertThat(site.suspicions).containsExactly("ann signature-invalid");
            assertThat(site.refusals).containsExactly("signature-invalid");
            assertThat(replies.next(Instant.now())).isEmpty();
            ann.send(TransportContract.updated(order));
            assertThat(next(replies).reply()).isEqualTo(TransportContract.updated(order));
        }
    }

    @Test
    void aReplyThatIsNotWhatWasSignedIsRefused() throws Exception {
        TaskOrder order = TransportContract.order(ANN, 0);
        byte[] signed = Site.FORMAT.encode(new WireMessage.Reply(TransportContract.updated(order)));
        byte[] other = signed.clone();
        other[other.length / 2] ^= 1;
        try (Replies replies = site.coordinator().dispatch(List.of(order))) {
            assertThat(ann.poll(LONG)).contains(order);
            log.write(signed(order.id(), nonce(), other, Piece.of(signed).getFirst(), Site.key(ANN)))
                    .get();

            await("it is refused", () -> site.refusals.contains("signature-invalid"));

            assertThat(replies.next(Instant.now())).isEmpty();
        }
    }

    @Test
    void aCallThatIsReplayedIsNotHeard() throws Exception {
        requireServed(0);
        ann.close();
        await("all calls are heard", () -> log.read(site.topics.calls()).size() == 3);
        int seen = site.seen.get();
        try (Replies _ = site.coordinator().dispatch(List.of(TransportContract.order(ANN, 1)))) {
            for (ConsumerRecord<byte[], byte[]> call : log.read(site.topics.calls())) {
                log.write(new ProducerRecord<>(call.topic(), call.partition(), call.key(), call.value()))
                        .get();
            }

            await("each is answered", () -> notices(ANN).size() >= 6);
        }
        assertThat(site.seen.get()).isEqualTo(seen);
        assertThat(notices(ANN))
                .filteredOn(notice -> notice.body() instanceof Notice.Order)
                .hasSize(1);
    }

    @Test
    void whatIsForOneClientNobodyElseCanRead() throws Exception {
        requireServed(0);

        for (ConsumerRecord<byte[], byte[]> record : log.read(site.topics.orders())) {
            if (record.key() != null) {
                assertThat(new String(record.value(), StandardCharsets.ISO_8859_1))
                        .doesNotContain("train", "epochs");
                assertThatThrownBy(() -> Notice.open(Notice.seal(Site.key(BOB)), "ann", record.value()))
                        .isInstanceOf(MalformedMessageException.class);
            }
        }
        assertThat(notices(ANN)).isNotEmpty();
    }

    @Test
    void aReplyThatCannotBeJournaledIsKeptUntilItCan() throws Exception {
        TaskOrder order = TransportContract.order(ANN, 0);
        try (Replies replies = site.coordinator().dispatch(List.of(order));
                ExecutorService sending = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(ann.poll(LONG)).contains(order);
            site.journal.breakDown(true);
            Future<Void> sent = sending.submit(() -> {
                ann.send(TransportContract.updated(order));
                return null;
            });
            assertThat(replies.next(Instant.now().plusSeconds(2))).isEmpty();

            site.journal.breakDown(false);

            assertThat(next(replies).reply()).isEqualTo(TransportContract.updated(order));
            sent.get(LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void halfAReplySurvivesARestartOfTheBridge() throws Exception {
        TaskOrder order = Large.order(ANN, 0);
        TaskReply update = TransportContract.updated(order);
        byte[] message = Site.FORMAT.encode(new WireMessage.Reply(update));
        List<Piece> pieces = Piece.of(message);
        int half = pieces.size() / 2;
        try (Replies replies = site.coordinator().dispatch(List.of(order))) {
            assertThat(ann.poll(LONG)).isPresent();
            String nonce = nonce();
            for (Piece piece : pieces.subList(0, half)) {
                var _ = log.write(signed(order.id(), nonce, message, piece, Site.key(ANN)));
            }
            await("some of it has come", this::isUploadBegun);
            site.closeBridge();
            site.openBridge();
            for (Piece piece : pieces.subList(half, pieces.size())) {
                var _ = log.write(signed(order.id(), nonce, message, piece, Site.key(ANN)));
            }

            assertThat(next(replies).reply()).isEqualTo(update);

            site.closeBridge();
            site.openBridge();
            ann.send(update);
            assertThat(replies.next(Instant.now())).isEmpty();
        }
    }

    private ProducerRecord<byte[], byte[]> signed(
            TaskId task, String nonce, byte[] message, Piece piece, ClientKey key) {
        String signature = key.signReply(task, nonce, piece.digest());
        ReplyPiece header = new ReplyPiece(task, "raw", 1, nonce, signature, piece);
        int partition = Topics.partition(header.key(), log.partitions(site.topics.replies()));
        return new ProducerRecord<>(
                site.topics.replies(),
                partition,
                bytes(header.key()),
                piece.bytes(message),
                List.of(new RecordHeader(ReplyPiece.HEADER, header.encode())));
    }

    @Test
    void whoCallsTooOftenIsToldWhenToCallAgainAndOthersAreServed() throws Exception {
        requireServed(0);
        ClientTransport bob = site.connect(BOB);
        RequestLimits limits = new RequestLimits(1, Origin.connection());
        assertThat(limits.keptBack(ANN)).isEmpty();
        site.limit(client -> client.equals(ANN) ? limits.keptBack(ANN) : Optional.empty());
        int seen = site.seen.get();

        assertThatThrownBy(() -> {
                    while (true) {
                        assertThat(ann.poll(Duration.ZERO)).isEmpty();
                    }
                })
                .isInstanceOfSatisfying(RefusedException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo("too-many-requests");
                    assertThat(refusal.advice()).isEqualTo(RefusedException.Advice.WAIT);
                    assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
                });
        assertThat(bob.poll(Duration.ZERO)).isEmpty();

        TaskOrder order = TransportContract.order(ANN, 1);
        try (Replies replies = site.coordinator().dispatch(List.of(order))) {
            await("the order is had in the end", () -> {
                try {
                    return ann.poll(LONG).equals(Optional.of(order));
                } catch (RefusedException refusal) {
                    Thread.sleep(refusal.retryAfter().orElseThrow());
                    return false;
                }
            });
            ann.send(TransportContract.updated(order));
            assertThat(next(replies).reply()).isEqualTo(TransportContract.updated(order));
        }
        assertThat(site.seen.get()).isGreaterThan(seen);
    }

    @Test
    void aClientThatWaitsIsHeardByTheNextBridge() throws Exception {
        try (ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<TaskOrder>> poll = waiting.submit(() -> ann.poll(LONG));
            await("it is heard", () -> site.seen.get() > 0);
            site.closeBridge();
            site.openBridge();
            TaskOrder order = TransportContract.order(ANN, 0);
            try (Replies _ = site.coordinator().dispatch(List.of(order))) {
                assertThat(poll.get(LONG.toSeconds(), TimeUnit.SECONDS)).contains(order);
            }
        }
    }

    @Test
    void aBrokerThatIsKilledInTheMidstOfAReplyLosesNothing() throws Exception {
        TaskOrder order = Large.order(ANN, 0);
        TaskReply update = TransportContract.updated(order);
        try (Replies replies = site.coordinator().dispatch(List.of(order));
                ExecutorService sending = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(ann.poll(LONG)).isPresent();
            Future<Void> sent = sending.submit(() -> {
                ann.send(update);
                return null;
            });
            await("some of it has come", this::isUploadBegun);

            BROKER.get().kill();
            BROKER.get().restart();

            assertThat(next(replies).reply()).isEqualTo(update);
            sent.get(LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(replies.next(Instant.now())).isEmpty();
        }
        requireServed(1);
    }
}
