package io.tifl.experiments.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.experiments.fleet.FleetSettings;
import io.tifl.experiments.fleet.FleetWorker;
import io.tifl.experiments.study.FleetPreparation;
import io.tifl.experiments.study.Length;
import io.tifl.experiments.study.ModelDigests;
import io.tifl.experiments.study.Replay;
import io.tifl.experiments.study.ReplayOptions;
import io.tifl.experiments.study.SilentListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replays whose clients train on workers over a real broker, against the same replays in process. */
@Timeout(180)
class WorkerFleetTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final AtomicInteger FLEETS = new AtomicInteger();

    @TempDir
    private Path folder;

    private final FleetSettings fleet =
            new FleetSettings(BROKER.get().bootstrap(), "fleet-test-" + FLEETS.incrementAndGet(), Map.of());

    private static final String SMALL = """
            clients: 40
            rounds: 8
            evaluate-every: 4
            policies: [vanilla, adaptive]
            seeds: [1]
            """;

    @Test
    void modelAndRecordsAreThoseOfTheRunInProcess() throws Exception {
        String settings = SMALL + "clients-per-round: 3\n";
        String alone = replay(settings, "alone", Optional.empty());

        try (Worker _ = new Worker(fleet, 1);
                Worker _ = new Worker(fleet, 2)) {
            assertThat(replay(settings, "fleet", Optional.of(fleet))).isEqualTo(alone);
        }

        for (String records : List.of("rounds.csv", "clients.csv")) {
            assertThat(folder.resolve("fleet").resolve(records))
                    .hasSameTextualContentAs(folder.resolve("alone").resolve(records));
        }
    }

    @Test
    void clientsAreAskedOverAFleetAsTheyAreInProcess() throws Exception {
        String settings = SMALL.replace("vanilla, adaptive", "pow-d, cpow-d, fedcs") + "clients-per-round: 3\n";
        String alone = replay(settings, "alone", Optional.empty());

        try (Worker _ = new Worker(fleet, 1);
                Worker _ = new Worker(fleet, 2)) {
            assertThat(replay(settings, "fleet", Optional.of(fleet))).isEqualTo(alone);
        }

        assertThat(folder.resolve("fleet/rounds.csv")).hasSameTextualContentAs(folder.resolve("alone/rounds.csv"));
    }

    @Test
    void partialSumsHaveTheBitsOfSingleUpdatesAndRecordsDoNotShowThem() throws Exception {
        String settings = SMALL + "clients-per-round: 40\ndropouts: 0.1\n";
        String alone = replay(settings, "alone", Optional.empty());

        try (Worker _ = new Worker(fleet, 1)) {
            assertThat(replay(settings, "fleet", Optional.of(fleet))).isEqualTo(alone);
        }

        assertThat(folder.resolve("fleet/clients.csv")).hasSameTextualContentAs(folder.resolve("alone/clients.csv"));
    }

    @ParameterizedTest
    @CsvSource({"fed-nova, optimizer: sgd", "q-fed-avg, 'rule-settings: {q: 1, learning-rate: 0.05}'"})
    void otherRulesHaveTheirPartialSumsMadeByWorkersToo(String rule, String more) throws Exception {
        String settings = SMALL + "clients-per-round: 40\nrule: " + rule + "\n" + more + "\n";
        String alone = replay(settings, "alone", Optional.empty());

        try (Worker _ = new Worker(fleet, 1)) {
            assertThat(replay(settings, "fleet", Optional.of(fleet))).isEqualTo(alone);
        }

        assertThat(folder.resolve("fleet/clients.csv")).hasSameTextualContentAs(folder.resolve("alone/clients.csv"));
    }

    @Test
    void whatClientsOweGoesWithThemFromWorkerToWorker() throws Exception {
        String settings = SMALL + "clients-per-round: 4\ncodec: top-k\nover-commit: 1.7\n";
        String alone = replay(settings, "alone", Optional.empty());

        try (Worker _ = new Worker(fleet, 1);
                Worker _ = new Worker(fleet, 1)) {
            assertThat(replay(settings, "fleet", Optional.of(fleet))).isEqualTo(alone);
        }
    }

    @Test
    @Tag("slow")
    void workersMayLeaveAndComeInTheMidstOfARun() throws Exception {
        String settings = SMALL + "clients-per-round: 4\n";
        String alone = replay(settings, "alone", Optional.empty());
        List<Worker> workers = new ArrayList<>(List.of(new Worker(fleet, 1)));
        Listener changing = new Listener() {
            @Override
            public void round(long completed, double virtualSeconds, Optional<Double> accuracy) {
                if (completed == 3) {
                    workers.add(new Worker(fleet, 1));
                    workers.getFirst().close();
                }
            }
        };

        try {
            assertThat(replay(settings, "fleet", Optional.of(fleet), changing)).isEqualTo(alone);
        } finally {
            workers.forEach(Worker::close);
        }
    }

    @Test
    @Tag("slow")
    void recordsNothingCanBeMadeOfArePassedOver() throws Exception {
        String settings = SMALL + "clients-per-round: 3\n";
        String alone = replay(settings, "alone", Optional.empty());
        Listener hostile = new Listener() {
            @Override
            public void started(String run, int index, int runs, long from, Length length) {
                rubbish(List.of(".runs", ".models", ".units", ".results", ".workers"));
            }
        };

        try (Worker _ = new Worker(fleet, 1)) {
            assertThat(replay(settings, "fleet", Optional.of(fleet), hostile)).isEqualTo(alone);
        }
    }

    private void rubbish(List<String> topics) {
        Map<String, Object> settings = Map.of("bootstrap.servers", fleet.bootstrap());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String topic : topics) {
                for (String value : List.of("", "{}", "null", "rubbish")) {
                    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(fleet.name() + topic, 0, null, bytes);
                    record.headers().add("tifl-part", bytes);
                    var _ = producer.send(record);
                }
            }
        }
    }

    @Test
    @Tag("slow")
    void withoutWorkersItIsSaidHowToStartOneAndTheRunWaits() throws Exception {
        String settings = SMALL + "clients-per-round: 3\n";
        AtomicReference<Worker> late = new AtomicReference<>();
        Listener calling = new Listener() {
            @Override
            public void note(String text) {
                super.note(text);
                if (text.contains("tifl worker --bootstrap " + fleet.bootstrap() + " --fleet " + fleet.name())) {
                    late.set(new Worker(fleet, 1));
                }
            }
        };

        String model = replay(settings, "fleet", Optional.of(fleet), calling);

        late.get().close();
        assertThat(model).isEqualTo(replay(settings, "alone", Optional.empty()));
        assertThat(calling.notes).anyMatch(note -> note.startsWith("1 worker with 1 threads"));
    }

    @Test
    @Tag("slow")
    void aSecondReplayOnTheSameFleetYieldsAndTheFirstGoesOn() throws Exception {
        String settings = SMALL + "clients-per-round: 3\n";
        Listener second = new Listener() {
            @Override
            public void round(long completed, double virtualSeconds, Optional<Double> accuracy) {
                if (completed == 2) {
                    assertThatThrownBy(() -> replay(settings, "second", Optional.of(fleet)))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("Another replay is using the fleet '" + fleet.name() + "'");
                    notes.add("refused");
                }
            }
        };

        try (Worker _ = new Worker(fleet, 1)) {
            assertThat(replay(settings, "first", Optional.of(fleet), second))
                    .isEqualTo(replay(settings, "alone", Optional.empty()));
        }
        assertThat(second.notes).contains("refused");
    }

    private String replay(String settings, String name, Optional<FleetSettings> at) throws Exception {
        return replay(settings, name, at, new Listener());
    }

    /** The digests of the models. */
    private String replay(String settings, String name, Optional<FleetSettings> at, Listener listener)
            throws Exception {
        Path config = folder.resolve(name + ".yaml");
        Files.writeString(config, settings);
        Replay replay = new Replay(new ReplayOptions().resolve(config), folder.resolve(name), 1, at, listener);
        return ModelDigests.of(replay.run());
    }

    /** A worker on a thread of this process. */
    private static final class Worker implements AutoCloseable {
        private final Thread thread;
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Worker(FleetSettings fleet, int threads) {
            FleetPreparation preparation = new FleetPreparation(Optional.empty(), new Listener());
            FleetWorker worker = new FleetWorker(fleet, threads, preparation, _ -> {});
            thread = Thread.ofPlatform().start(() -> {
                try {
                    worker.run();
                } catch (InterruptedException _) {
                    // It was closed.
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
        }

        @Override
        public void close() {
            thread.interrupt();
            try {
                assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertThat(failure.get()).isNull();
        }
    }

    /** Keeps notes, and says nothing. */
    private static class Listener extends SilentListener {
        final List<String> notes = new CopyOnWriteArrayList<>();

        @Override
        public void note(String text) {
            notes.add(text);
        }
    }
}
