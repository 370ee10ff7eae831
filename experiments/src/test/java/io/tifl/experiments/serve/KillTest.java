package io.tifl.experiments.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** The service as a process is killed at random points; devices that train go on by themselves, and so does the job. */
final class KillTest {
    private static final Logger LOG = LoggerFactory.getLogger(KillTest.class);

    @TempDir
    private Path folder;

    @Test
    void jobEndsWithTheSameModelAlthoughTheCoordinatorIsKilledThreeTimes() throws Exception {
        checkKills(3, 60);
    }

    @Test
    @Tag("slow")
    void jobEndsWithTheSameModelAlthoughTheCoordinatorIsKilledAHundredTimes() throws Exception {
        checkKills(100, 2500);
    }

    /** What devices have masked and answered counts when the stages of a round are taken up again. */
    @Test
    void jobUnderMasksEndsWithTheSameModelAlthoughTheCoordinatorIsKilled() throws Exception {
        String whole = Devices.trainSecurely(folder.resolve("whole"), 20, _ -> {});
        String killed = Devices.trainSecurely(folder.resolve("killed"), 20, coordinator -> kill(coordinator, 2));
        assertThat(killed).isEqualTo(whole);
    }

    @Test
    void noUpdateCountsTwiceOrIsGivenUpWhereRoundsOverlapAlthoughTheCoordinatorIsKilled() throws Exception {
        checkOverlapping(2, 40);
    }

    @Test
    @Tag("slow")
    void noUpdateCountsTwiceOrIsGivenUpWhereRoundsOverlapAlthoughTheCoordinatorIsKilledFiftyTimes() throws Exception {
        checkOverlapping(50, 2500);
    }

    private void checkOverlapping(int kills, int rounds) throws Exception {
        String _ = Devices.train(
                folder,
                rounds,
                Devices.overlappingJob(rounds, 5, 2),
                Optional.empty(),
                coordinator -> kill(coordinator, kills),
                coordinator -> requireEachOnce(coordinator, rounds));
    }

    private static void requireEachOnce(CoordinatorProcess coordinator, int rounds) throws Exception {
        Set<String> counted = new HashSet<>();
        boolean overlapped = false;
        for (int round = 0; round < rounds; round++) {
            int here = 0;
            for (JsonNode client : coordinator
                    .get("/v1/jobs/" + Devices.JOB + "/rounds/" + round)
                    .path("clients")) {
                long ago = client.path("roundsAgo").asLong();
                overlapped |= ago > 0;
                assertThat(client.path("status").asString())
                        .as("round %d: %s", round, client)
                        .isEqualTo("counted");
                String order = round - ago + "/" + client.path("client").asString();
                assertThat(counted.add(order)).as("order %s is new", order).isTrue();
                here++;
            }
            assertThat(here).as("round %d", round).isEqualTo(2);
        }
        assertThat(overlapped).isTrue();
    }

    /** All devices train at once and all make a step, so that who interrupts makes no difference to the bits. */
    @Test
    @Tag("slow")
    void asynchronousJobWhoseBufferIsAllEndsWithTheSameModelAlthoughTheCoordinatorIsKilled() throws Exception {
        String job = Devices.overlappingJob(300, Devices.COUNT, Devices.COUNT);
        String whole = Devices.train(folder.resolve("whole"), 300, job, _ -> {});
        String killed = Devices.train(folder.resolve("killed"), 300, job, coordinator -> kill(coordinator, 10));
        assertThat(killed).isEqualTo(whole);
    }

    private void checkKills(int kills, int rounds) throws Exception {
        String whole = Devices.train(folder.resolve("whole"), rounds, _ -> {});
        String killed = Devices.train(folder.resolve("killed"), rounds, coordinator -> kill(coordinator, kills));
        assertThat(killed).isEqualTo(whole);
    }

    private static void kill(CoordinatorProcess coordinator, int kills) throws Exception {
        RandomGenerator random = new Seed(kills).generator();
        List<Long> millisToNextRound = new ArrayList<>();
        for (int kill = 1; kill <= kills; kill++) {
            // One in five while it starts; the others while rounds go by.
            boolean starting = kill % 5 == 0;
            long before = starting ? 0 : coordinator.rounds(Devices.JOB);
            if (!starting) {
                Thread.sleep(random.nextInt(600));
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
            return coordinator.rounds(Devices.JOB);
        } catch (IOException _) {
            return 0;
        }
    }

    private static boolean isComplete(CoordinatorProcess coordinator) throws IOException, InterruptedException {
        return coordinator.status(Devices.JOB).equals("completed");
    }
}
