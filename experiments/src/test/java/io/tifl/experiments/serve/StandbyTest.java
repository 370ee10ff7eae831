package io.tifl.experiments.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.tifl.protocol.Seed;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several coordinators on one real PostgreSQL: the leader dies or hangs in the midst of a round, and another goes on. */
final class StandbyTest {
    private static final Logger LOG = LoggerFactory.getLogger(StandbyTest.class);

    @TempDir
    private Path folder;

    @Test
    void standbyTakesOverFromALeaderThatDiesAndNothingCountsTwice() throws Exception {
        checkTakeovers(2, 1, 100);
    }

    @Test
    @Tag("slow")
    void fiftyTakeoversAmongThreeOfWhichTenHangAndComeBackCountNothingTwice() throws Exception {
        checkTakeovers(3, 50, 4000);
    }

    private void checkTakeovers(int coordinators, int times, int rounds) throws Exception {
        List<Set<String>> cohorts = new ArrayList<>();
        String whole = Devices.train(folder.resolve("whole"), rounds, coordinator -> {
            coordinator.awaitModel(rounds);
            cohorts.addAll(coordinator.counted(Devices.JOB, rounds));
        });
        try (EmbeddedPostgres database = database()) {
            train(database, coordinators, times, rounds, leader -> {
                String model = leader.awaitModel(rounds);
                // A client that was replaced would change the model, and be no fault.
                assertThat(leader.counted(Devices.JOB, rounds)).isEqualTo(cohorts);
                assertThat(model).isEqualTo(whole);
            });
        }
    }

    private static EmbeddedPostgres database() {
        try {
            return EmbeddedPostgres.builder().start();
        } catch (IOException | RuntimeException e) {
            return abort("no PostgreSQL can be started here: " + e);
        }
    }

    private void train(EmbeddedPostgres database, int coordinators, int times, int rounds, Devices.Trouble afterwards)
            throws Exception {
        List<CoordinatorProcess> all = new ArrayList<>();
        try {
            CoordinatorProcess first = CoordinatorProcess.start(
                    folder.resolve("0"),
                    "--tifl.database.url=" + database.getJdbcUrl("postgres", "postgres"),
                    "--tifl.database.user=postgres",
                    "--tifl.lead=2s",
                    // Longer than a device can be held up by a coordinator that hangs: nobody is replaced.
                    "--tifl.lease=75s");
            all.add(first);
            first.awaitReady();
            for (int i = 1; i < coordinators; i++) {
                all.add(first.startStandby(folder.resolve(Integer.toString(i))));
                all.getLast().awaitReady();
            }
            List<String> tokens = first.enrolmentTokens(Devices.COUNT);
            try (Devices _ = Devices.start(
                    folder, all.stream().map(CoordinatorProcess::uri).toList(), tokens)) {
                first.create(Devices.job(rounds));
                take(all, times);
                afterwards.befall(awaitLeader(all));
            }
        } finally {
            all.forEach(CoordinatorProcess::close);
        }
    }

    private static void take(List<CoordinatorProcess> all, int times) throws Exception {
        RandomGenerator random = new Seed(times).generator();
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            CoordinatorProcess leader = awaitLeader(all);
            long rounds = leader.rounds(Devices.JOB);
            leader.await("rounds go by", () -> leader.rounds(Devices.JOB) > rounds);
            assertThat(leader.status(Devices.JOB)).as("after %d take-overs", i).isEqualTo("running");
            Thread.sleep(random.nextInt(300));
            boolean hangs = i % 5 == 4;
            long began = System.nanoTime();
            if (hangs) {
                leader.freeze();
            } else {
                leader.kill();
            }
            List<CoordinatorProcess> others = new ArrayList<>(all);
            others.remove(leader);
            CoordinatorProcess next = awaitLeader(others);
            millis.add((System.nanoTime() - began) / 1_000_000);
            long taken = next.rounds(Devices.JOB);
            next.await("the next leader's rounds go by", () -> next.rounds(Devices.JOB) > taken);
            if (hangs) {
                leader.thaw();
            } else {
                // A process takes its time to start: there shall be rounds left for the next take-overs.
                next.pause(Devices.JOB);
                leader.restart();
                leader.awaitReady();
                next.resume(Devices.JOB);
            }
            next.await("there is one leader", () -> !leader.isLeader());
        }
        millis.sort(null);
        LOG.info("{} take-overs; until another leads in ms: {}", times, millis);
    }

    private static CoordinatorProcess awaitLeader(List<CoordinatorProcess> candidates) throws Exception {
        List<CoordinatorProcess> leaders = new ArrayList<>();
        candidates.getFirst().await("there is a leader", () -> {
            for (CoordinatorProcess candidate : candidates) {
                if (candidate.isLeader()) {
                    leaders.add(candidate);
                    return true;
                }
            }
            return false;
        });
        return leaders.getFirst();
    }
}
