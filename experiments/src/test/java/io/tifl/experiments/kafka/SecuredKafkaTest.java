package io.tifl.experiments.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.broker.KafkaBroker;
import io.tifl.client.kafka.KafkaCoordinator;
import io.tifl.coordinator.kafka.Access;
import io.tifl.coordinator.kafka.AccessRules;
import io.tifl.coordinator.kafka.KafkaSettings;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.kafka.Call;
import io.tifl.protocol.kafka.Notice;
import io.tifl.protocol.kafka.Topics;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.transport.ClientTransport;
import io.tifl.protocol.transport.Replies;
import io.tifl.protocol.transport.TransportContract;
import io.tifl.protocol.wire.MalformedMessageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a device can do, and cannot, at a broker with TLS, passwords and rights. */
@Timeout(180)
class SecuredKafkaTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final ClientId ANN = new ClientId("ann");
    private static final ClientId BOB = new ClientId("bob");

    @TempDir
    private static Path brokerFolder;

    private static KafkaBroker broker;
    private static Map<String, String> coordinator;

    @TempDir
    private Path uploads;

    private Site site;
    private Map<String, String> annsSettings;
    private KafkaCoordinator annsProcess;
    private ClientTransport ann;

    /** The topics as her user sees them, whatever program she runs. */
    private Log annsLog;

    private Log operatorsLog;

    @BeforeAll
    static void start() throws Exception {
        broker = KafkaBroker.startSecured(brokerFolder, 0);
        try (Access access = new Access(broker.bootstrap(), broker.superUser())) {
            coordinator = broker.user("tifl", access.account("tifl"));
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void open() throws Exception {
        KafkaSettings settings = Site.settings(broker.bootstrap(), true, coordinator);
        try (Access access = new Access(broker.bootstrap(), broker.superUser())) {
            access.grant(AccessRules.ofCoordinator(settings.topics(), "tifl"));
            access.grant(AccessRules.ofDevice(settings.topics(), "ann"));
            annsSettings = broker.user("ann", access.account("ann"));
        }
        site = new Site(settings, uploads);
        annsProcess = site.process(annsSettings);
        ann = site.connect(ANN, annsProcess);
        annsLog = new Log(broker.bootstrap(), annsSettings);
        operatorsLog = new Log(broker.bootstrap(), broker.superUser());
    }

    @AfterEach
    void close() {
        annsLog.close();
        operatorsLog.close();
        annsProcess.close();
        site.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plus(LONG);
        while (!condition.call()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            Thread.sleep(20);
        }
    }

    private void requireServed(ClientId client, ClientTransport end, long round) throws Exception {
        TaskOrder order = TransportContract.order(client, round);
        try (Replies replies = site.coordinator().dispatch(List.of(order))) {
            assertThat(end.poll(LONG)).contains(order);
            end.send(TransportContract.updated(order));
            assertThat(replies.next(Instant.now().plus(LONG)).orElseThrow().reply())
                    .isEqualTo(TransportContract.updated(order));
        }
    }

    @Test
    void aDeviceWithItsRightsTakesPartAndACoordinatorNeedsNoMoreThanItsOwn() throws Exception {
        requireServed(ANN, ann, 0);
        requireServed(ANN, ann, 1);

        assertThat(site.refusals).isEmpty();
    }

    @Test
    void aDeviceReadsNeitherCallsNorRepliesNorDeadLetters() throws Exception {
        requireServed(ANN, ann, 0);
        Topics topics = site.topics;

        for (String topic : List.of(topics.calls(), topics.replies(), topics.deadLetters())) {
            assertThatThrownBy(() -> annsLog.read(topic)).as(topic).isInstanceOf(AuthorizationException.class);
        }
    }

    @Test
    void aDeviceWritesNeitherOrdersNorModelsNorDeadLetters() {
        Topics topics = site.topics;

        for (String topic : List.of(topics.orders(), topics.models(), topics.deadLetters())) {
            assertThatThrownBy(() -> annsLog.write(new ProducerRecord<>(topic, 0, bytes("bob"), bytes("forged")))
                            .get())
                    .as(topic)
                    .hasCauseInstanceOf(AuthorizationException.class);
        }
        assertThat(operatorsLog.read(topics.models())).isEmpty();
        assertThat(operatorsLog.read(topics.deadLetters())).isEmpty();
    }

    @Test
    void aDeviceMakesAndDeletesNoTopicsAndGrantsNothing() throws Exception {
        Map<String, Object> settings = new HashMap<>(annsSettings);
        settings.put("bootstrap.servers", broker.bootstrap());
        try (Admin admin = Admin.create(settings)) {
            assertThatThrownBy(() -> admin.createTopics(List.of(new NewTopic("anns", 1, (short) 1)))
                            .all()
                            .get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(AuthorizationException.class);
            assertThatThrownBy(() -> admin.deleteTopics(site.topics.all()).all().get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(AuthorizationException.class);
            assertThatThrownBy(() -> admin.createAcls(AccessRules.ofCoordinator(site.topics, "ann"))
                            .all()
                            .get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(AuthorizationException.class);
        }
        requireServed(ANN, ann, 0);
    }

    @Test
    void whatIsForAnotherDeviceOneCanReadButNotOpen() throws Exception {
        try (Access access = new Access(broker.bootstrap(), broker.superUser());
                KafkaCoordinator process = site.process(broker.user("bob", access.account("bob")))) {
            access.grant(AccessRules.ofDevice(site.topics, "bob"));
            requireServed(BOB, site.connect(BOB, process), 0);
        }

        List<ConsumerRecord<byte[], byte[]>> toBob = annsLog.read(site.topics.orders()).stream()
                .filter(record -> Arrays.equals(record.key(), bytes("bob")))
                .toList();

        assertThat(toBob).isNotEmpty();
        for (ConsumerRecord<byte[], byte[]> record : toBob) {
            assertThat(Notice.open(Notice.seal(Site.key(BOB)), "bob", record.value()))
                    .isNotNull();
            assertThatThrownBy(() -> Notice.open(Notice.seal(Site.key(ANN)), "bob", record.value()))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void aCallInAnothersNameIsPutAsideAndNotedAndNotHeard() throws Exception {
        site.connect(BOB); // as one who is enrolled
        byte[] forged = new Call(BOB, "raw", "", 1, new Call.Ask.Goodbye()).encode(Site.key(ANN));
        int partition = Topics.partition("bob", annsLog.partitions(site.topics.calls()));

        annsLog.write(new ProducerRecord<>(site.topics.calls(), partition, bytes("bob"), forged))
                .get();

        await(
                "it is put aside",
                () -> operatorsLog.read(site.topics.deadLetters()).size() == 1);
        ConsumerRecord<byte[], byte[]> letter =
                operatorsLog.read(site.topics.deadLetters()).getFirst();
        assertThat(letter.value()).isEqualTo(forged);
        assertThat(new String(letter.headers().lastHeader("tifl-reason").value(), StandardCharsets.UTF_8))
                .contains("not signed with the key of bob");
        assertThat(site.suspicions).containsExactly("bob signature-invalid");
        assertThat(site.seen.get()).isZero();
    }

    @Test
    void aWrongPasswordIsSaidWithWhatToDo() {
        try (KafkaCoordinator process = site.process(broker.user("ann", "guessed"))) {
            ClientTransport guessing = site.connect(ANN, process);

            assertThatThrownBy(() -> guessing.poll(LONG))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("do not know this user and password")
                    .hasMessageContaining("sasl.jaas.config")
                    .hasMessageNotContaining("guessed");
        }
    }

    @Test
    void aMissingRightIsSaidWithWhatToDoAndIsEnoughOnceGranted() throws Exception {
        try (Access access = new Access(broker.bootstrap(), broker.superUser());
                KafkaCoordinator process = site.process(broker.user("bob", access.account("bob")))) {
            ClientTransport bob = site.connect(BOB, process);
            assertThatThrownBy(() -> bob.poll(LONG))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("tifl kafka acls");

            access.grant(AccessRules.ofDevice(site.topics, "bob"));

            await("the right is known", () -> {
                try {
                    return bob.poll(Duration.ofMillis(100)).isEmpty();
                } catch (IOException _) {
                    return false;
                }
            });
            requireServed(BOB, bob, 0);
        }
    }
}
