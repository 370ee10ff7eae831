package io.tifl.experiments.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.broker.KafkaBroker;
import io.tifl.client.kafka.KafkaCoordinator;
import io.tifl.client.pace.Pace;
import io.tifl.protocol.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Half of the devices over HTTP, half over Kafka, in one federation; coordinator and broker are killed meanwhile. */
@Tag("slow")
@Timeout(600)
final class KafkaFederationTest {
    @TempDir
    private Path folder;

    @Test
    void theModelIsThatOfAnUndisturbedJobOverHttp() throws Exception {
        check(20, 1);
    }

    @Test
    void theModelIsTheSameAfterTwentyKillsOfEach() throws Exception {
        check(400, 20);
    }

    /** All devices train at once and all make a step: orders of jobs whose rounds overlap take the same ways. */
    @Test
    void theModelOfAnAsynchronousJobWhoseBufferIsAllIsThatOfAnUndisturbedOneOverHttp() throws Exception {
        check(Devices.overlappingJob(20, Devices.COUNT, Devices.COUNT), 20, 1);
    }

    private void check(int rounds, int kills) throws Exception {
        check(Devices.job(rounds), rounds, kills);
    }

    private void check(String job, int rounds, int kills) throws Exception {
        String whole = Devices.train(folder.resolve("whole"), rounds, job, _ -> {});
        assertThat(disturbed(job, rounds, kills)).isEqualTo(whole);
    }

    private String disturbed(String job, int rounds, int kills) throws Exception {
        Path mixed = folder.resolve("mixed");
        try (KafkaBroker broker = KafkaBroker.start(folder.resolve("kafka"), 0);
                CoordinatorProcess coordinator =
                        CoordinatorProcess.start(mixed, "--tifl.kafka.bootstrap=" + broker.bootstrap());
                KafkaCoordinator kafka = KafkaCoordinator.builder(broker.bootstrap())
                        .pace(new Pace(new Seed(1), Duration.ofMillis(50), Duration.ofMillis(500)))
                        .build()) {
            coordinator.awaitReady();
            List<String> tokens = coordinator.enrolmentTokens(Devices.COUNT);
            try (Devices _ = Devices.start(mixed, List.of(coordinator.uri()), tokens, Optional.of(kafka))) {
                coordinator.create(job);
                for (int kill = 1; kill <= kills; kill++) {
                    awaitRound(coordinator, rounds * (2 * kill - 1) / (2 * kills + 1));
                    broker.kill();
                    broker.restart();
                    awaitRound(coordinator, rounds * 2 * kill / (2 * kills + 1));
                    coordinator.kill();
                    coordinator.restart();
                    coordinator.awaitReady();
                }
                return coordinator.awaitModel(rounds);
            }
        }
    }

    private static void awaitRound(CoordinatorProcess coordinator, long round) throws Exception {
        coordinator.await("round " + round + " is done", () -> coordinator.rounds(Devices.JOB) >= round);
    }
}
