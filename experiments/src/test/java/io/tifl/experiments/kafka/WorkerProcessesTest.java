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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code tifl worker} in processes of their own, one of which is killed in the midst of the run and started again. */
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
        Path config = folder.resolve("replay.yaml");
        Files.writeString(config, """
                clients: 60
                rounds: 30
                evaluate-every: 10
                policies: [vanilla]
                seeds: [1]
                codec: %s
                clients-per-round: %d
                over-commit: %s
                """.formatted(codec, clientsPerRound, overCommit));
        FleetSettings fleet = new FleetSettings(
                BROKER.get().bootstrap(), "processes-" + workers + "-" + codec + "-" + clientsPerRound, Map.of());
        String alone = replay(config, "alone", Optional.empty(), new SilentListener());
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            processes.add(spawn(fleet));
        }
        SilentListener killing = new SilentListener() {
            @Override
            public void round(long completed, double virtualSeconds, Optional<Double> accuracy) {
                try {
                    if (completed == 10) {
                        processes.getFirst().destroyForcibly();
                    } else if (completed == 10 + Math.min(10, workers - 1)) {
                        processes.add(spawn(fleet));
                    }
                    if (completed == 10 && workers == 1) {
                        processes.add(spawn(fleet));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };

        try {
            assertThat(replay(config, "fleet", Optional.of(fleet), killing)).isEqualTo(alone);
        } finally {
            processes.forEach(Process::destroy);
            for (Process process : processes) {
                process.waitFor();
            }
        }

        assertThat(processes.getFirst().exitValue()).isEqualTo(137);
        assertThat(folder.resolve("fleet/clients.csv")).hasSameTextualContentAs(folder.resolve("alone/clients.csv"));
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
