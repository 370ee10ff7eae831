package io.tifl.experiments.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.experiments.cli.Tifl;
import io.tifl.experiments.fleet.FleetSettings;
import io.tifl.experiments.study.ModelDigests;
import io.tifl.experiments.study.Replay;
import io.tifl.experiments.study.ReplayListener;
import io.tifl.experiments.study.ReplayOptions;
import io.tifl.experiments.study.SilentListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code tifl worker} in processes of their own, in the midst of whose run a worker, or the broker, is killed or stopped. */
@Tag("slow")
@Timeout(600)
class WorkerProcessesTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    private Path folder;

    /** Clients that train alone, whose updates are summed by the workers, and who owe what top-k leaves out. */
    @ParameterizedTest
    @CsvSource({"1, float32, 4, 0", "2, float32, 4, 0", "4, float32, 4, 0", "2, float32, 60, 0", "2, top-k, 6, 0.5"})
    void aWorkerThatIsKilledMidRunLeavesTheModelAsItIsInProcess(
            int workers, String codec, int clientsPerRound, double overCommit) throws Exception {
        FleetSettings fleet = fleet("killed-" + workers + "-" + codec + "-" + clientsPerRound);
        Path config = config(codec, clientsPerRound, overCommit);
        String alone = replay(config, "alone", Optional.empty(), new SilentListener());

        try (Crew crew = new Crew(fleet, workers)) {
            int again = 10 + Math.min(10, workers - 1);
            assertThat(replay(config, "fleet", Optional.of(fleet), new After(completed -> {
                        if (completed == 10) {
                            crew.first().destroyForcibly();
                        }
                        if (completed == again) {
                            crew.spawn();
                        }
                    })))
                    .isEqualTo(alone);
            assertThat(crew.first().waitFor()).isEqualTo(137);
        }

        assertThat(folder.resolve("fleet/clients.csv")).hasSameTextualContentAs(folder.resolve("alone/clients.csv"));
    }

    @ParameterizedTest
    @CsvSource({"4, 0", "60, 0", "6, 0.5"})
    void aBrokerThatIsKilledThriceMidRunLeavesTheModelAsItIsInProcess(int clientsPerRound, double overCommit)
            throws Exception {
        FleetSettings fleet = fleet("broker-" + clientsPerRound);
        Path config = config("float32", clientsPerRound, overCommit);
        String alone = replay(config, "alone", Optional.empty(), new SilentListener());

        try (Crew _ = new Crew(fleet, 2);
                ExecutorService trouble = Executors.newSingleThreadExecutor()) {
            List<Future<?>> kills = new ArrayList<>();
            assertThat(replay(config, "fleet", Optional.of(fleet), new After(completed -> {
                        if (completed % 8 == 5) {
                            kills.add(trouble.submit(WorkerProcessesTest::killBroker));
                        }
                    })))
                    .isEqualTo(alone);
            for (Future<?> kill : kills) {
                kill.get();
            }
            assertThat(kills).hasSizeGreaterThanOrEqualTo(3);
        }

        assertThat(folder.resolve("fleet/clients.csv")).hasSameTextualContentAs(folder.resolve("alone/clients.csv"));
    }

    private static Void killBroker() throws Exception {
        BROKER.get().kill();
        BROKER.get().restart();
        return null;
    }

    @Test
    void aWorkerThatIsStoppedByControlCEndsAtOnceAndLeavesItsWorkToOthers() throws Exception {
        FleetSettings fleet = fleet("stopped");
        Path config = config("float32", 4, 0);
        String alone = replay(config, "alone", Optional.empty(), new SilentListener());

        try (Crew crew = new Crew(fleet, 2)) {
            assertThat(replay(config, "fleet", Optional.of(fleet), new After(completed -> {
                        if (completed == 10) {
                            new ProcessBuilder(
                                            "kill",
                                            "-INT",
                                            String.valueOf(crew.first().pid()))
                                    .start()
                                    .waitFor();
                        }
                    })))
                    .isEqualTo(alone);
            assertThat(crew.first().waitFor()).isEqualTo(130);
        }

        assertThat(folder.resolve("workers.log")).content().contains("stopped; what was at hand is done by others");
    }

    private FleetSettings fleet(String name) {
        return new FleetSettings(BROKER.get().bootstrap(), name, Map.of());
    }

    private Path config(String codec, int clientsPerRound, double overCommit) throws IOException {
        return Files.writeString(folder.resolve("replay.yaml"), """
                clients: 60
                rounds: 30
                evaluate-every: 10
                policies: [vanilla]
                seeds: [1]
                codec: %s
                clients-per-round: %d
                over-commit: %s
                """.formatted(codec, clientsPerRound, overCommit));
    }

    /** Does something after each round. */
    private static final class After extends SilentListener {
        private final Step step;

        interface Step {
            void after(long completed) throws Exception;
        }

        After(Step step) {
            this.step = step;
        }

        @Override
        public void round(long completed, double virtualSeconds, Optional<Double> accuracy) {
            try {
                step.after(completed);
            } catch (Exception e) {
                throw new AssertionError("after round " + completed, e);
            }
        }
    }

    /** Workers in processes of their own, until closed. */
    private final class Crew implements AutoCloseable {
        private final FleetSettings fleet;
        private final List<Process> processes = new ArrayList<>();

        Crew(FleetSettings fleet, int workers) throws IOException {
            this.fleet = fleet;
            for (int i = 0; i < workers; i++) {
                spawn();
            }
        }

        void spawn() throws IOException {
            processes.add(WorkerProcessesTest.this.spawn(fleet));
        }

        Process first() {
            return processes.getFirst();
        }

        @Override
        public void close() {
            processes.forEach(Process::destroy);
            processes.forEach(process -> process.onExit().join());
        }
    }

    private Process spawn(FleetSettings fleet) throws IOException {
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(folder.resolve("workers.log").toFile());
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Tifl.class.getName(),
                        "worker",
                        "--bootstrap",
                        fleet.bootstrap(),
                        "--fleet",
                        fleet.name(),
                        "--threads",
                        "1")
                .redirectOutput(log)
                .redirectError(log)
                .start();
    }

    private String replay(Path config, String name, Optional<FleetSettings> fleet, ReplayListener listener)
            throws Exception {
        Replay replay = new Replay(new ReplayOptions().resolve(config), folder.resolve(name), 1, fleet, listener);
        return ModelDigests.of(replay.run());
    }
}
