package io.tifl.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.experiments.fleet.FleetSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays whose rounds overlap. */
class AsynchronousReplayTest {
    @TempDir
    private Path folder;

    private static ReplayOptions options(String policy) {
        ReplayOptions options = new ReplayOptions();
        options.clients = 20;
        options.rounds = 24;
        options.clientsPerRound = 3;
        options.evaluateEvery = 4;
        options.policies = List.of(policy);
        options.seeds = List.of(1L);
        return options;
    }

    private static String run(ReplayOptions options, Path folder, int threads) throws Exception {
        return ModelDigests.of(new Replay(options.resolve(null), folder, threads, new SilentListener()).run());
    }

    private static RunRecord record(ReplayOptions options, Path folder) throws Exception {
        return RunRecord.read(
                new ResultsFolder(folder).run(RunId.all(options.resolve(null)).getFirst()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fedbuff", "fedasync", "fedat", "semi-async", "flow"})
    void modelAndTimesAreTheSameForAnyThreadsAndAfterInterruptions(String policy) throws Exception {
        ReplayOptions options = options(policy);
        options.dropouts = 0.1;
        options.availability = "0.9";
        options.deadline = 60.0;
        options.policySettings = Map.of(policy, Map.of("retiering", "on"));
        String whole = run(options, folder.resolve("whole"), 1);

        assertThat(run(options, folder.resolve("three-threads"), 3)).isEqualTo(whole);
        Path cut = folder.resolve("cut");
        for (int more : List.of(3, 7, 9)) {
            Interruption.after(more, options, cut, 2);
        }
        assertThat(run(options, cut, 1)).isEqualTo(whole);
        assertThat(cut.resolve("rounds.csv"))
                .hasSameTextualContentAs(folder.resolve("whole").resolve("rounds.csv"));
        assertThat(record(options, cut).rounds()).hasSize(24).allMatch(JournalEntry::committed);
    }

    @ParameterizedTest
    @CsvSource({"fedbuff, 3", "fedat, 1"})
    void fastClientsDoNotWaitForSlowOnes(String policy, int stalest) throws Exception {
        ReplayOptions options = options(policy);
        options.rounds = 60;
        run(options, folder, 2);

        List<JournalEntry> rounds = record(options, folder).rounds();

        // The slowest tenth takes ten times as long as a CPU does, and more.
        double slowest = rounds.stream()
                .flatMap(round -> round.clients().stream())
                .mapToLong(client -> Objects.requireNonNullElse(client.latencyNanos(), 0L))
                .max()
                .orElseThrow();
        assertThat(rounds).anyMatch(round -> round.elapsedNanos() < slowest / 10);
        assertThat(rounds.stream()
                        .flatMap(round -> round.clients().stream())
                        .mapToLong(client -> Objects.requireNonNullElse(client.roundsAgo(), 0L))
                        .max()
                        .orElseThrow())
                .isGreaterThanOrEqualTo(stalest);
    }

    @Test
    void whatClientsOweDoesNotDependOnThreads() throws Exception {
        ReplayOptions owing = options("fedbuff");
        owing.codec = "top-k";
        assertThat(run(owing, folder.resolve("three"), 3)).isEqualTo(run(owing, folder.resolve("one"), 1));
    }

    @Test
    void fleetIsRefusedBeforeAnythingIsWritten() {
        FleetSettings fleet = new FleetSettings("localhost:1", "fleet", Map.of());

        assertThatThrownBy(() -> new Replay(
                                options("fedat").resolve(null),
                                folder.resolve("new"),
                                1,
                                Optional.of(fleet),
                                new SilentListener())
                        .run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("fedat", "without --bootstrap");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void privacyBudgetIsRefusedBeforeAnythingIsWritten() {
        ReplayOptions noisy = options("fedbuff");
        noisy.wrappers = Map.of("weight-cap", "1", "clip", "1", "noise", "1", "epsilon", "8", "delta", "1e-5");

        assertThatThrownBy(() -> run(noisy, folder.resolve("new"), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("fedbuff", "privacy budget");
        assertThat(folder.resolve("new")).doesNotExist();
    }
}
