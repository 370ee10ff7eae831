package io.tifl.experiments.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service as a process is killed at random points; devices that train go on by themselves, and so does the job. */
final class KillTest {
    private static final Logger LOG = LoggerFactory.getLogger(KillTest.class);
    private static final int DEVICES = 8;

    @TempDir
    private Path folder;

    // Updates are sparse and devices owe what these leave out: a reply that counts twice or never changes all that
    // follow.
    private static String job(int rounds) {
        return """
                name: killed
                model: logistic
                model-settings: {inputs: %d, classes: %d}
                rounds: %d
                clients-per-round: 5
                quorum: 5
                least-clients: %d
                sync-rounds: 0
                policy: vanilla
                codec: top-k
                evaluate-every: 5
                learning-rate: 0.05
                """.formatted(Devices.INPUTS, Devices.CLASSES, rounds, DEVICES);
    }

    @Test
    void jobEndsWithTheSameModelAlthoughTheCoordinatorIsKilledThreeTimes() throws Exception {
        checkKills(3, 60);
    }

    @Test
    @Tag("slow")
    void jobEndsWithTheSameModelAlthoughTheCoordinatorIsKilledAHundredTimes() throws Exception {
        checkKills(100, 3000);
    }

    private void checkKills(int kills, int rounds) throws Exception {
        String whole = trained(folder.resolve("whole"), rounds, 0);
        assertThat(trained(folder.resolve("killed"), rounds, kills)).isEqualTo(whole);
    }

    /** The hash of a model trained by a coordinator that is killed so often. */
    private static String trained(Path run, int rounds, int kills) throws Exception {
        try (CoordinatorProcess coordinator = CoordinatorProcess.start(run)) {
            coordinator.awaitReady();
            List<String> tokens = coordinator.enrolmentTokens(DEVICES);
            try (Devices _ = Devices.start(run, List.of(coordinator.uri()), tokens)) {
                coordinator.create(job(rounds));
                killAgainAndAgain(coordinator, kills);
                coordinator.await(
                        "the job is complete",
                        () -> coordinator.status("killed").equals("completed"));
                assertThat(coordinator.rounds("killed")).isEqualTo(rounds);
                return coordinator.modelHash("killed");
            }
        }
    }

    private static void killAgainAndAgain(CoordinatorProcess coordinator, int kills) throws Exception {
        RandomGenerator random = new Seed(kills).generator();
        List<Long> millisToNextRound = new ArrayList<>();
        for (int kill = 1; kill <= kills; kill++) {
            // One in five while it starts; the others while rounds go by.
            boolean starting = kill % 5 == 0;
            long before = starting ? 0 : coordinator.rounds("killed");
            if (!starting) {
                Thread.sleep(random.nextInt(1000));
            } else {
                Thread.sleep(random.nextInt(4000));
            }
            coordinator.kill();
            long began = System.nanoTime();
            coordinator.restart();
            if ((kill + 1) % 5 == 0 && kill < kills) {
                continue;
            }
            coordinator.awaitReady();
            coordinator.await("the next round is done", () -> rounds(coordinator) > before || isComplete(coordinator));
            millisToNextRound.add((System.nanoTime() - began) / 1_000_000);
            assertThat(isComplete(coordinator) && kill < kills)
                    .as("over after %d kills", kill)
                    .isFalse();
        }
        millisToNextRound.sort(null);
        LOG.info("{} kills; from restart to the next round in ms: {}", kills, millisToNextRound);
    }

    private static long rounds(CoordinatorProcess coordinator) throws InterruptedException {
        try {
            return coordinator.rounds("killed");
        } catch (IOException _) {
            return 0;
        }
    }

    private static boolean isComplete(CoordinatorProcess coordinator) throws IOException, InterruptedException {
        return coordinator.status("killed").equals("completed");
    }
}
