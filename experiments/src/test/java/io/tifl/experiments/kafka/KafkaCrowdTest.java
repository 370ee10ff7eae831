package io.tifl.experiments.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.kafka.KafkaCoordinator;
import io.tifl.coordinator.kafka.KafkaSettings;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.ClientTransport;
import io.tifl.protocol.transport.Replies;
import io.tifl.protocol.transport.TransportContract;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand clients over five topics: what each process of them holds is one inbox and one producer. */
@Tag("slow")
@Timeout(900)
final class KafkaCrowdTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int CLIENTS = 10_000;
    private static final int PROCESSES = 4;
    private static final int ROUNDS = 3;
    private static final int PARTITIONS = 12;

    @RegisterExtension
    private static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    private Path uploads;

    @Test
    void ofTenThousandClientsEachGetsItsOrdersAndEachReplyCountsOnce() throws Exception {
        KafkaSettings few = Site.settings(BROKER.get().bootstrap(), false, Map.of());
        KafkaSettings settings =
                new KafkaSettings(few.bootstrap(), few.topics(), PARTITIONS, few.seal(), few.further());
        List<KafkaCoordinator> processes = new ArrayList<>();
        try (Site site = new Site(settings, uploads);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < PROCESSES; i++) {
                processes.add(site.process(Map.of()));
            }
            List<ClientId> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> new ClientId("client-" + i))
                    .toList();
            long before = heap();
            CountDownLatch begun = new CountDownLatch(CLIENTS);
            AtomicInteger failures = new AtomicInteger();
            List<Future<Integer>> served = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                ClientTransport end = site.connect(clients.get(i), processes.get(i % PROCESSES));
                served.add(threads.submit(() -> serve(end, begun, failures)));
            }
            begun.await();
            // All have been heard: each waits for its order.
            while (site.seen.get() < CLIENTS) {
                Thread.sleep(20);
            }
            System.out.printf("%d clients wait, heap in use %d MB more%n", CLIENTS, (heap() - before) >> 20);
            for (int round = 0; round < ROUNDS; round++) {
                round(site, clients, round);
            }
            for (Future<Integer> client : served) {
                assertThat(client.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ROUNDS);
            }
            System.out.printf("attempts that were made again: %d; heap in use %d MB%n", failures.get(), heap() >> 20);
            assertThat(site.refusals).isEmpty();
            assertThat(site.suspicions).isEmpty();
        } finally {
            processes.forEach(KafkaCoordinator::close);
        }
    }

    private static void round(Site site, List<ClientId> clients, int round) throws Exception {
        List<TaskOrder> orders = clients.stream()
                .map(client -> TransportContract.order(client, round))
                .toList();
        Instant deadline = Instant.now().plus(LONG);
        long start = System.nanoTime();
        try (Replies replies = site.coordinator().dispatch(orders)) {
            Set<ClientId> answered = new HashSet<>();
            while (answered.size() < CLIENTS) {
                Arrival arrival = replies.next(deadline).orElseThrow();
                assertThat(arrival.reply().id().round()).isEqualTo(round);
                assertThat(answered.add(arrival.reply().id().client())).isTrue();
            }
            System.out.printf(
                    "round %d: %d orders and replies in %.1f s%n", round, CLIENTS, (System.nanoTime() - start) / 1e9);
            assertThat(replies.next(Instant.now())).isEmpty();
        }
    }

    /** A client's life: it answers each order until all rounds are over. */
    private static int serve(ClientTransport end, CountDownLatch begun, AtomicInteger failures)
            throws InterruptedException {
        int answered = 0;
        begun.countDown();
        while (answered < ROUNDS) {
            try {
                Optional<TaskOrder> order = end.poll(LONG);
                if (order.isPresent()) {
                    end.send(TransportContract.updated(order.get()));
                    answered++;
                }
            } catch (IOException _) {
                failures.incrementAndGet();
                Thread.sleep(100);
            }
        }
        return answered;
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
