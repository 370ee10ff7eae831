package io.tifl.experiments.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.kafka.Parcel;
import io.tifl.protocol.kafka.Piece;
import io.tifl.protocol.kafka.ReplyPiece;
import io.tifl.protocol.kafka.Seal;
import io.tifl.protocol.kafka.Topics;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.ClientTransport;
import io.tifl.protocol.transport.Replies;
import io.tifl.protocol.transport.TransportContract;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Models and replies that the brokers keep but cannot read. */
@Timeout(180)
class SealedKafkaTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final ClientId ANN = new ClientId("ann");
    private static final ClientId BOB = new ClientId("bob");

    @RegisterExtension
    private static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    private Path uploads;

    private Site site;
    private Log log;

    @BeforeEach
    void start() throws Exception {
        site = new Site(Site.settings(BROKER.get().bootstrap(), true, Map.of()), uploads);
        log = new Log(BROKER.get().bootstrap());
    }

    @AfterEach
    void stop() {
        log.close();
        site.close();
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.call()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            Thread.sleep(20);
        }
    }

    private static Arrival next(Replies replies) throws InterruptedException {
        return replies.next(Instant.now().plus(PATIENCE)).orElseThrow();
    }

    /** All that the brokers have of a topic, keys aside. */
    private String kept(String topic) {
        StringBuilder all = new StringBuilder();
        for (ConsumerRecord<byte[], byte[]> record : log.read(topic)) {
            all.append(new String(record.value(), StandardCharsets.ISO_8859_1));
            for (Header header : record.headers()) {
                all.append(header.key()).append(new String(header.value(), StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    @Test
    void modelsAndUpdatesOf64MegabytesArriveAndNothingOfThemShows() throws Exception {
        TaskOrder order = Large.order(ANN, 0);
        TaskReply update = TransportContract.updated(order);
        ClientTransport ann = site.connect(ANN);
        try (Replies replies = site.coordinator().dispatch(List.of(order))) {
            assertThat(ann.poll(PATIENCE).orElseThrow().model().parameters())
                    .isEqualTo(order.model().parameters());
            ann.send(update);
            assertThat(next(replies).reply()).isEqualTo(update);
        }

        byte[] message = Site.FORMAT.encode(new WireMessage.Reply(update));
        // Of each piece something from the midst, that by chance would be elsewhere as good as never.
        String replies = kept(site.topics.replies());
        String models = kept(site.topics.models());
        assertThat(replies.length()).isGreaterThan(message.length);
        assertThat(models.length()).isGreaterThan(message.length / 2);
        for (int at = 4096; at + 32 < message.length; at += Piece.BYTES) {
            String part = new String(message, at, 32, StandardCharsets.ISO_8859_1);
            assertThat(replies.contains(part)).as("at " + at).isFalse();
            assertThat(models.contains(part)).as("at " + at).isFalse();
        }
        assertThat(replies.contains(ClientKey.digest(message))).isFalse();
    }

    @Test
    void aModelIsWrittenOnceForAllWhoAreHandedItsKey() throws Exception {
        ClientTransport ann = site.connect(ANN);
        ClientTransport bob = site.connect(BOB);
        List<TaskOrder> orders = List.of(TransportContract.order(ANN, 0), TransportContract.order(BOB, 0));

        try (Replies _ = site.coordinator().dispatch(orders)) {
            assertThat(ann.poll(PATIENCE)).contains(orders.getFirst());
            assertThat(bob.poll(PATIENCE)).contains(orders.getLast());
        }

        assertThat(log.read(site.topics.models())).hasSize(1);
    }

    @Test
    void aReplySealedByAnotherIsPutAsideAsItIsAndNoted() throws Exception {
        TaskOrder order = TransportContract.order(ANN, 0);
        byte[] message = Site.FORMAT.encode(new WireMessage.Reply(TransportContract.updated(order)));
        ReplyPiece piece =
                new ReplyPiece(order.id(), "raw", 1, "?", "?", Piece.of(message).getFirst());
        Parcel forged = piece.parcel(message).close(ReplyPiece.seal(Site.key(BOB)));
        ClientTransport ann = site.connect(ANN);
        try (Replies replies = site.coordinator().dispatch(List.of(order))) {
            assertThat(ann.poll(PATIENCE)).contains(order);

            write(forged);

            await("it is put aside", () -> log.read(site.topics.deadLetters()).size() == 1);
            assertThat(site.suspicions).containsExactly("ann signature-invalid");
            assertThat(replies.next(Instant.now())).isEmpty();
            ConsumerRecord<byte[], byte[]> letter =
                    log.read(site.topics.deadLetters()).getFirst();
            assertThat(letter.value()).isEqualTo(forged.value());
            assertThat(letter.headers().lastHeader(ReplyPiece.SEALED).value()).isEqualTo(forged.header());
            ann.send(TransportContract.updated(order));
            assertThat(next(replies).reply()).isEqualTo(TransportContract.updated(order));
        }
    }

    @Test
    void noiseUnderASealedHeaderHoldsUpNobody() throws Exception {
        ClientTransport ann = site.connect(ANN);
        for (String key : List.of("job/0/ann", "job/0/nobody", "", "job/0/")) {
            write(new Parcel(key, new byte[] {1, 2, 3}, new byte[] {4}));
        }
        await("all are put aside", () -> log.read(site.topics.deadLetters()).size() == 4);

        TaskOrder order = TransportContract.order(ANN, 1);
        try (Replies replies = site.coordinator().dispatch(List.of(order))) {
            assertThat(ann.poll(PATIENCE)).contains(order);
            ann.send(TransportContract.updated(order));
            assertThat(next(replies).reply()).isEqualTo(TransportContract.updated(order));
        }
    }

    private void write(Parcel parcel) throws Exception {
        int partition = Topics.partition(parcel.key(), log.partitions(site.topics.replies()));
        log.write(new ProducerRecord<>(
                        site.topics.replies(),
                        partition,
                        parcel.key().getBytes(StandardCharsets.UTF_8),
                        parcel.value(),
                        List.of(new RecordHeader(ReplyPiece.SEALED, parcel.header()))))
                .get();
    }

    @Test
    void whoseKeyIsGoneHasLeftNoiseBehind() throws Exception {
        TaskOrder order = TransportContract.order(ANN, 0);
        ClientTransport ann = site.connect(ANN);
        try (Replies replies = site.coordinator().dispatch(List.of(order))) {
            assertThat(ann.poll(PATIENCE)).contains(order);
            ann.send(TransportContract.updated(order));
            assertThat(next(replies).reply()).isEqualTo(TransportContract.updated(order));
        }

        ConsumerRecord<byte[], byte[]> kept = log.read(site.topics.replies()).getFirst();
        Parcel parcel = new Parcel(
                new String(kept.key(), StandardCharsets.UTF_8),
                kept.headers().lastHeader(ReplyPiece.SEALED).value(),
                kept.value());
        assertThat(ReplyPiece.parse(parcel.open(ReplyPiece.seal(Site.key(ANN))).header())
                        .task())
                .isEqualTo(order.id());
        for (Seal other : List.of(Seal.random(), ReplyPiece.seal(Site.key(BOB)), Seal.of(Site.key(ANN), "orders"))) {
            assertThatThrownBy(() -> parcel.open(other)).isInstanceOf(MalformedMessageException.class);
        }
    }
}
