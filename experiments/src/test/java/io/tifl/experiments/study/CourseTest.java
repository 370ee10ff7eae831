package io.tifl.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that end by time, are evaluated by time, and whose clients change. */
class CourseTest {
    @TempDir
    private Path folder;

    @Test
    void aRunEndsWithTheFirstRoundThatEndsAfterItsTimeAndThatIsEvaluated() throws Exception {
        RunRecord record = runOf(options(o -> o.evaluateEverySeconds = 1000.0), "a");

        List<JournalEntry> rounds = record.rounds();
        assertThat(rounds).hasSizeGreaterThan(3);
        assertThat(rounds.getLast().endSeconds()).isGreaterThanOrEqualTo(300);
        assertThat(rounds.getLast().startedNanos() / 1e9).isLessThan(300);
        assertThat(record.evaluations()).hasSize(1);
        assertThat(record.evaluations().getFirst().completed()).isEqualTo(rounds.size());
    }

    @Test
    void roundsRemainABound() throws Exception {
        RunRecord record = runOf(options(o -> o.rounds = 2), "a");

        assertThat(record.rounds()).hasSize(2);
        assertThat(record.rounds().getLast().accuracy()).isNotNull();
    }

    @Test
    void anEvaluationFollowsEachRoundThatEndsInANewInterval() throws Exception {
        RunRecord record = runOf(options(_ -> {}), "a");

        for (JournalEntry round : record.rounds()) {
            boolean crossed = Math.floor(round.endSeconds() / 40) > Math.floor(round.startedNanos() / 1e9 / 40);
            boolean last = round.endSeconds() >= 300;
            assertThat(round.accuracy() != null).as(round.toString()).isEqualTo(crossed || last);
        }
    }

    @Test
    void interruptedRunsEndWithTheSameModelAlsoWhereSpeedsDriftAndAnOracleSpeaks() throws Exception {
        for (boolean oracle : List.of(false, true)) {
            ReplayOptions options = options(o -> {
                o.drift = 0.3;
                o.oracle = oracle;
                o.policies = List.of("adaptive");
                o.policySettings = Map.of("adaptive", Map.of("retiering", "on", "rounds", "100"));
            });
            String whole = ModelDigests.of(run(options, "whole" + oracle, 1));
            assertThat(ModelDigests.of(run(options, "two" + oracle, 2))).isEqualTo(whole);
            Path cut = folder.resolve("cut" + oracle);
            for (int rounds : List.of(3, 4, 5)) {
                Interruption.after(rounds, options, cut, 1);
            }

            assertThat(ModelDigests.of(run(options, "cut" + oracle, 2))).isEqualTo(whole);
        }
    }

    @Test
    void someClientsAreSlowerAndAsManyFasterOnceTheyDrift() throws Exception {
        RunRecord record = runOf(
                options(o -> {
                    o.drift = 0.4;
                    o.driftFactor = 3.0;
                    o.driftAt = 600.0;
                    o.stopAfter = 1800.0;
                    o.jitter = 0.0;
                    o.clientsPerRound = 10;
                    o.devices = "groups";
                    o.heterogeneity = "none";
                }),
                "a");

        Map<String, Set<Long>> before = latencies(record, round -> round.startedNanos() < 600e9);
        Map<String, Set<Long>> after = latencies(record, round -> round.startedNanos() >= 600e9);
        Set<String> slower = new HashSet<>();
        Set<String> faster = new HashSet<>();
        before.forEach((client, latency) -> {
            assertThat(latency).as("%s before the drift", client).hasSize(1);
            Set<Long> then = after.getOrDefault(client, latency);
            assertThat(then).as("%s after the drift", client).hasSize(1);
            long change = then.iterator().next() - latency.iterator().next();
            (change > 0 ? slower : change < 0 ? faster : new HashSet<String>()).add(client);
        });
        assertThat(after.keySet()).hasSize(20);
        assertThat(slower).hasSize(4);
        assertThat(faster).hasSize(4);
    }

    private static Map<String, Set<Long>> latencies(RunRecord record, Predicate<JournalEntry> rounds) {
        return record.rounds().stream()
                .filter(rounds)
                .flatMap(round -> round.clients().stream())
                .filter(client -> client.latencyNanos() != null)
                .collect(Collectors.groupingBy(
                        JournalEntry.Client::id,
                        HashMap::new,
                        Collectors.mapping(
                                client -> Objects.requireNonNull(client.latencyNanos()), Collectors.toSet())));
    }

    @Test
    void driftIsNotSeenByProfiling() throws Exception {
        ReplayOptions still = options(_ -> {});
        ReplayOptions drifting = options(o -> {
            o.drift = 0.5;
            o.driftAt = 0.001;
        });

        assertThat(runOf(drifting, "a").summary().tierLatencySeconds())
                .isEqualTo(runOf(still, "b").summary().tierLatencySeconds());
    }

    @Test
    void slowClientsAreAsManyAndAsSlowAsSaid() throws Exception {
        Consumer<ReplayOptions> often = o -> {
            o.jitter = 0.0;
            o.clientsPerRound = 10;
            o.rounds = 20;
            o.stopAfter = 0.0;
            o.deadline = 100_000.0;
            o.profilingLimit = 100_000.0;
        };
        Map<String, Set<Long>> plain = latencies(runOf(options(often), "a"), _ -> true);
        Map<String, Set<Long>> slow = latencies(runOf(options(often.andThen(o -> o.slow = 0.01)), "b"), _ -> true);

        // One of twenty clients even of a share that rounds to none.
        assertThat(slow.keySet()).hasSize(20).isEqualTo(plain.keySet());
        List<Double> ratios = new ArrayList<>();
        plain.forEach((client, latency) ->
                ratios.add((double) only(slow.getOrDefault(client, Set.of())) / only(latency)));
        ratios.sort(Comparator.naturalOrder());
        assertThat(ratios.subList(0, 19)).containsOnly(1.0);
        assertThat(ratios.getLast()).isBetween(2.0, 100.0);
    }

    @Test
    void whoIsThereForAPartOfTheDayIsProfiledAndSometimesDoesNotAnswer() throws Exception {
        RunRecord record = runOf(
                options(o -> {
                    o.dailyShare = 0.5;
                    o.day = 200.0;
                    o.deadline = 60.0;
                }),
                "a");

        assertThat(record.summary().dropouts()).isZero();
        assertThat(record.summary().timedOut()).isPositive();
        assertThat(record.rounds().stream()
                        .mapToLong(round -> round.countOf("COUNTED"))
                        .sum())
                .isPositive();
    }

    @Test
    void whoDropsOutOnTheWayIsProfiledAndAnswersUntilThen() throws Exception {
        RunRecord record = runOf(
                options(o -> {
                    o.dropouts = 0.5;
                    o.dropoutsAt = 150.0;
                    o.deadline = 400.0;
                }),
                "a");

        assertThat(record.summary().dropouts()).isZero();
        for (JournalEntry round : record.rounds()) {
            if (round.startedNanos() < 150e9) {
                assertThat(round.countOf("TIMED_OUT")).as(round.toString()).isZero();
            }
        }
        assertThat(record.summary().timedOut()).isPositive();
    }

    @Test
    void anOracleTiersAnewAtOnceAndWithoutRetieringNobodyDoes() throws Exception {
        Consumer<ReplayOptions> drifting = o -> {
            o.drift = 0.4;
            o.stopAfter = 2000.0;
            o.heterogeneity = "none";
            // Else tiers would not let so many go.
            o.clientsPerRound = 1;
            o.policies = List.of("uniform");
        };
        Retiered blind = retiered(options(drifting), "blind");
        Retiered told = retiered(options(drifting.andThen(o -> o.oracle = true)), "told");
        Retiered watching = retiered(
                options(drifting.andThen(o -> o.policySettings =
                        Map.of("uniform", Map.of("retiering", "on", "retier-alpha", "1", "retier-patience", "1")))),
                "watching");

        assertThat(blind.clients()).isPositive();
        assertThat(blind.share()).isZero();
        assertThat(blind.rounds()).isNull();
        assertThat(told.rounds()).isZero();
        assertThat(told.share()).isEqualTo(1);
        assertThat(watching.share()).isGreaterThan(0.5);
        assertThat(watching.replies()).isNotNull().isGreaterThanOrEqualTo(1);
    }

    @Test
    void vanillaHasNoTiersToFollow() throws Exception {
        RunRecord record = runOf(options(o -> o.drift = 0.3), "a");

        assertThat(record.summary().retiered()).isNull();
    }

    @Test
    void accuracyOnTheTiersOfTheBeginningIsThatOfAllClientsInTiers() throws Exception {
        RunRecord record = runOf(options(_ -> {}), "a");

        List<@Nullable Double> ofLastRound = record.rounds().getLast().tierAccuracy();
        assertThat(record.summary().profiledTierAccuracy())
                .isEqualTo(ofLastRound)
                .hasSize(5);
    }

    @Test
    void everyProblemIsListedAtOnce() {
        ReplayOptions options = new ReplayOptions();
        options.drift = 1.5;
        options.slowFactor = 3.0;
        options.dailyShare = 0.0;
        options.stopAfter = Double.POSITIVE_INFINITY;
        options.evaluateEverySeconds = -1.0;
        options.dropoutsAt = 5.0;
        options.oracle = true;

        assertThatThrownBy(() -> options.resolve(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "drift must lie",
                        "slow-factor",
                        "daily-share",
                        "stop-after",
                        "evaluate-every-seconds",
                        "dropouts-at goes with dropouts");
    }

    @Test
    void withoutATimeOfItsOwnADriftComesAtHalfOfTheRun() throws IOException {
        ReplayOptions options = new ReplayOptions();
        options.drift = 0.3;
        options.stopAfter = 7.0;

        assertThat(options.resolve(null).course().drift().atSeconds()).isEqualTo(3.5);
    }

    @Test
    void aDriftNeedsATimeAndAnOracleADrift() {
        ReplayOptions timeless = new ReplayOptions();
        timeless.drift = 0.3;
        assertThatThrownBy(() -> timeless.resolve(null)).hasMessageContaining("drift-at must be positive");

        ReplayOptions idle = new ReplayOptions();
        idle.oracle = true;
        assertThatThrownBy(() -> idle.resolve(null)).hasMessageContaining("oracle goes with drift");
    }

    @Test
    void settingsOfBeforeThereWasACourseAreReadAndNameTheSameFolder() throws IOException {
        ReplaySettings settings = new ReplayOptions().resolve(null);
        String yaml = Json.YAML.writeValueAsString(settings);
        String before = yaml.replaceAll("(?m)^course:\\R(  .*\\R)+", "");
        assertThat(before).isNotEqualTo(yaml);

        ReplaySettings read = Json.YAML.readValue(before, ReplaySettings.class);

        assertThat(read).isEqualTo(settings);
        assertThat(ResultsFolder.identity(read)).isEqualTo(ResultsFolder.identity(settings));
        ReplayOptions other = new ReplayOptions();
        other.stopAfter = 10.0;
        assertThat(ResultsFolder.identity(other.resolve(null))).isNotEqualTo(ResultsFolder.identity(settings));
    }

    private static long only(Set<Long> values) {
        assertThat(values).hasSize(1);
        return values.iterator().next();
    }

    private Retiered retiered(ReplayOptions options, String name) throws Exception {
        return Objects.requireNonNull(runOf(options, name).summary().retiered());
    }

    private RunRecord runOf(ReplayOptions options, String name) throws Exception {
        run(options, name, 1);
        RunId run = RunId.all(options.resolve(null)).getFirst();
        return RunRecord.read(new ResultsFolder(folder.resolve(name)).run(run));
    }

    private Replay.Result run(ReplayOptions options, String name, int threads) throws Exception {
        return new Replay(options.resolve(null), folder.resolve(name), threads, new SilentListener()).run();
    }

    private static ReplayOptions options(Consumer<ReplayOptions> change) {
        ReplayOptions options = new ReplayOptions();
        options.clients = 20;
        options.clientsPerRound = 3;
        options.rounds = 10_000;
        options.stopAfter = 300.0;
        options.evaluateEverySeconds = 40.0;
        options.policies = List.of("vanilla");
        options.seeds = List.of(1L);
        change.accept(options);
        return options;
    }
}
