package io.tifl.experiments.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.broker.KafkaBroker;
import io.tifl.client.kafka.KafkaCoordinator;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.ClientTransport;
import io.tifl.protocol.transport.Replies;
import io.tifl.protocol.transport.TransportContract;
import io.tifl.protocol.wire.WireMessage;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that die and ways to them that are cut or slow, while replies of 64 MiB are under way. */
@Tag("slow")
@Timeout(900)
final class KafkaTroubleTest {
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final Duration PARTITION = Duration.ofSeconds(60);
    private static final ClientId ANN = new ClientId("ann");
    private static final ClientId BOB = new ClientId("bob");
    private static final int KILLS = 20;

    @TempDir
    private Path folder;

    private Wire wire;
    private KafkaBroker broker;

    @BeforeEach
    void start() throws Exception {
        wire = new Wire();
        broker = KafkaBroker.startWithProxy(folder.resolve("kafka"), wire.port());
        wire.leadTo(broker.behind());
    }

    @AfterEach
    void stop() throws Exception {
        broker.close();
        wire.close();
    }

    private Path uploads() {
        return folder.resolve("uploads");
    }

    /** A coordinator that reaches the broker by the wire or not. */
    private Site site(String bootstrap) throws Exception {
        return new Site(Site.settings(bootstrap, false, Map.of()), uploads());
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plus(LONG);
        while (!condition.call()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            Thread.sleep(5);
        }
    }

    /** Bytes of unfinished replies that the coordinator has. */
    private long uploaded() throws Exception {
        try (Stream<Path> files = Files.list(uploads())) {
            return files.map(Path::toFile).mapToLong(File::length).sum();
        }
    }

    /** The next reply; that its order was given up meanwhile, for want of a sign of life, does not matter. */
    private static TaskReply next(Replies replies) throws InterruptedException {
        Instant deadline = Instant.now().plus(LONG);
        while (true) {
            Optional<Arrival> arrival = replies.next(deadline);
            if (arrival.isPresent()) {
                return arrival.get().reply();
            }
            assertThat(Instant.now()).isBefore(deadline);
            System.out.printf("given up meanwhile: %s%n", replies.givenUp());
        }
    }

    private static Future<Void> sending(ExecutorService threads, ClientTransport end, TaskReply reply) {
        return threads.submit(() -> {
            end.send(reply);
            return null;
        });
    }

    private static void requireServed(Site site, ClientId client, ClientTransport end, long round) throws Exception {
        TaskOrder order = TransportContract.order(client, round);
        try (Replies replies = site.coordinator().dispatch(List.of(order))) {
            assertThat(end.poll(LONG)).contains(order);
            end.send(TransportContract.updated(order));
            assertThat(next(replies)).isEqualTo(TransportContract.updated(order));
        }
    }

    @Test
    void twentyKillsOfTheBrokerEachInTheMidstOfAReplyLoseNothingAndNothingCountsTwice() throws Exception {
        int inTheMidst = 0;
        long[] millis = new long[KILLS];
        try (Site site = site(broker.bootstrap());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ClientTransport ann = site.connect(ANN);
            for (int kill = 0; kill < KILLS; kill++) {
                TaskOrder order = Large.order(ANN, kill);
                TaskReply update = TransportContract.updated(order);
                long whole = Site.FORMAT.encode(new WireMessage.Reply(update)).length;
                // Sooner and later, but always before its end.
                long enough = 1 + whole * kill / (2 * KILLS);
                try (Replies replies = site.coordinator().dispatch(List.of(order))) {
                    assertThat(ann.poll(LONG)).isPresent();
                    Future<Void> sent = sending(threads, ann, update);
                    await("some of it has come", () -> uploaded() >= enough || sent.isDone());
                    broker.kill();
                    inTheMidst += sent.isDone() ? 0 : 1;
                    broker.restart();
                    long restarted = System.nanoTime();

                    assertThat(next(replies)).isEqualTo(update);

                    sent.get(LONG.toSeconds(), TimeUnit.SECONDS);
                    millis[kill] = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - restarted);
                    assertThat(replies.next(Instant.now())).isEmpty();
                }
            }
            requireServed(site, ANN, ann, KILLS);
        }
        assertThat(inTheMidst).isGreaterThan(KILLS / 2);
        LongStream sorted = LongStream.of(millis).sorted();
        long[] figures = sorted.toArray();
        System.out.printf(
                "%d kills, %d in the midst of a reply; from the restarted broker to the receipt: median %d ms, %d to %d%n",
                KILLS, inTheMidst, figures[KILLS / 2], figures[0], figures[KILLS - 1]);
    }

    @Test
    void aReplyOfADeviceThatIsCutOffForAMinuteCountsOnce() throws Exception {
        try (Site site = site(broker.bootstrap());
                KafkaCoordinator far = site.process(wire.bootstrap(), Map.of())) {
            survive(site, site.connect(ANN, far), site.connect(BOB));
        }
    }

    @Test
    void aReplyToACoordinatorThatIsCutOffForAMinuteCountsOnce() throws Exception {
        try (Site site = site(wire.bootstrap());
                KafkaCoordinator near = site.process(broker.bootstrap(), Map.of())) {
            survive(site, site.connect(ANN, near), null);
        }
    }

    /** @param other who is served meanwhile, if anybody can be */
    private void survive(Site site, ClientTransport ann, @Nullable ClientTransport other) throws Exception {
        TaskOrder order = Large.order(ANN, 0);
        TaskReply update = TransportContract.updated(order);
        try (Replies replies = site.coordinator().dispatch(List.of(order));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(ann.poll(LONG)).isPresent();
            wire.slowDown(16 << 20);
            Future<Void> sent = sending(threads, ann, update);
            await("some of it has come", () -> uploaded() > 0);
            wire.cut();
            Instant mending = Instant.now().plus(PARTITION);
            assertThat(sent.isDone()).isFalse();
            if (other != null) {
                requireServed(site, BOB, other, 0);
            }
            Thread.sleep(Duration.between(Instant.now(), mending));
            wire.slowDown(Long.MAX_VALUE);
            wire.mend();
            long mended = System.nanoTime();

            assertThat(next(replies)).isEqualTo(update);

            sent.get(LONG.toSeconds(), TimeUnit.SECONDS);
            System.out.printf(
                    "cut off for %d s; from mended to the receipt: %d ms%n",
                    PARTITION.toSeconds(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - mended));
            assertThat(replies.next(Instant.now())).isEmpty();
        }
        requireServed(site, ANN, ann, 1);
    }

    @Test
    void aDeviceThatReadsSlowlyHoldsUpNobodyElse() throws Exception {
        try (Site site = site(broker.bootstrap());
                KafkaCoordinator far = site.process(wire.bootstrap(), Map.of());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ClientTransport ann = site.connect(ANN, far);
            ClientTransport bob = site.connect(BOB);
            requireServed(site, ANN, ann, 0);
            TaskOrder order = Large.order(ANN, 1);
            wire.slowDown(2 << 20);
            try (Replies replies = site.coordinator().dispatch(List.of(order))) {
                Future<Optional<TaskOrder>> reading = threads.submit(() -> ann.poll(LONG));
                for (int round = 0; round < 20; round++) {
                    requireServed(site, BOB, bob, round);
                }
                assertThat(reading.isDone()).isFalse();

                assertThat(reading.get(LONG.toSeconds(), TimeUnit.SECONDS)).isPresent();
                ann.send(TransportContract.updated(order));
                assertThat(next(replies)).isEqualTo(TransportContract.updated(order));
            }
        }
    }
}
