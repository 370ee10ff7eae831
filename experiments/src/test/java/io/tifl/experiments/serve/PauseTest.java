package io.tifl.experiments.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.Seed;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that is paused again and again, at any moment. */
class PauseTest {
    private static final int ROUNDS = 150;
    private static final int PAUSES = 12;

    @TempDir
    private Path folder;

    @Test
    void modelIsTheSameHoweverOftenAJobIsPausedInMidRound() throws Exception {
        String whole = Devices.train(folder.resolve("whole"), ROUNDS, _ -> {});
        String paused = Devices.train(folder.resolve("paused"), ROUNDS, PauseTest::pause);

        assertThat(paused).isEqualTo(whole);
    }

    private static void pause(CoordinatorProcess coordinator) throws Exception {
        RandomGenerator random = new Seed(1).generator();
        for (int i = 0; i < PAUSES; i++) {
            long before = coordinator.rounds(Devices.JOB);
            coordinator.await("rounds go by", () -> coordinator.rounds(Devices.JOB) > before);
            Thread.sleep(random.nextInt(100));
            coordinator.pause(Devices.JOB);
            Thread.sleep(random.nextInt(300));
            coordinator.resume(Devices.JOB);
        }
    }
}
