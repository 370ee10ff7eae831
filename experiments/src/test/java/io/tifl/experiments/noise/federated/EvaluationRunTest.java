package io.tifl.experiments.noise.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.client.task.TaskRunner;
import io.tifl.experiments.benchmark.lead.FolderShelf;
import io.tifl.experiments.lead.LedWork.Status;
import io.tifl.experiments.lead.WorkStore;
import io.tifl.experiments.sim.Availability;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskReply;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationRunTest {
    private static final String ONE =
            "{name: e, model: small, levels: [0.3, 1.0], trials: 2, rounds: 3, device: gaussian}";

    private static Map<JobId, GlobalModel> models() throws InterruptedException {
        return Map.of(
                new JobId("small"), Fleets.trained(4, 20, 20),
                new JobId("wide"), Fleets.trained(64, 20, 7),
                new JobId("untrained"), Fleets.trained(8, 1, 0));
    }

    private static SimulatedNoise fleet(int workers, Availability availability) {
        return new SimulatedNoise(Fleets.clients(4), Fleets.engine(), workers, new Seed(1), availability);
    }

    @Test
    void aModelIsJudgedByFreshChipsInEveryRound() throws Exception {
        try (SimulatedNoise fleet = fleet(1, Availability.always())) {
            Evaluation found = fleet.evaluate(EvaluationDefinition.parse(ONE), models());

            assertThat(found.status()).isEqualTo(Status.DONE);
            assertThat(found.rounds()).hasSize(3).allMatch(round -> round.counted() == 4);
            Evaluation.Contestant model = found.contestants().getFirst();
            assertThat(model.model()).isEqualTo("small@20");
            Robustness robustness = model.robustness(found.definition().noise()).orElseThrow();
            assertThat(robustness.chips()).isEqualTo(4 * 3 * 2);
            assertThat(robustness.examples()).isEqualTo(40 + 60 + 80 + 100);
            assertThat(robustness.cleanAccuracy()).isGreaterThan(0.8);
            assertThat(robustness.levels().get(1).accuracy())
                    .isLessThan(robustness.levels().get(0).accuracy());
            assertThat(robustness.levels().get(1).chipDeviation()).isPositive();
            assertThat(found.rounds().getLast().averageChange()).isEqualTo(robustness.averageChange());
            assertThat(found.rounds().stream()
                            .map(Evaluation.RoundResult::averageChange)
                            .distinct())
                    .hasSize(3);
        }
    }

    @Test
    void anyNumberOfWorkersFindsTheSame() throws Exception {
        try (SimulatedNoise one = fleet(1, Availability.always());
                SimulatedNoise two = fleet(2, Availability.always())) {
            assertThat(one.evaluate(EvaluationDefinition.parse(ONE), models()))
                    .isEqualTo(two.evaluate(EvaluationDefinition.parse(ONE), models()));
        }
    }

    @Test
    void itStopsOnceTheIntervalIsTightEnough() throws Exception {
        String text = ONE.replace("rounds: 3", "rounds: 1000, target: 3");
        try (SimulatedNoise fleet = fleet(1, Availability.always())) {
            Evaluation found = fleet.evaluate(EvaluationDefinition.parse(text), models());

            assertThat(found.rounds()).hasSizeBetween(2, 200);
            assertThat(found.rounds().getLast().margin()).isLessThan(3);
            assertThat(found.rounds().get(found.rounds().size() - 2).margin()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void aTournamentTakesTurnsAndHasALeaderboard() throws Exception {
        String text = ONE.replace("model: small", "models: [small, wide@7, untrained, missing@3]");
        try (SimulatedNoise fleet = fleet(1, Availability.always())) {
            Evaluation found = fleet.evaluate(EvaluationDefinition.parse(text), models());

            assertThat(found.rounds().stream().map(Evaluation.RoundResult::model))
                    .startsWith("small@20", "wide@7", "untrained@0", "small@20");
            assertThat(found.contestants().get(3).fault()).contains("missing");
            List<Leaderboard.Row> rows = Leaderboard.of(found).rows();
            assertThat(rows).hasSize(3).extracting(Leaderboard.Row::place).containsExactly(1, 2, 3);
            assertThat(rows).extracting(Leaderboard.Row::placeByArea).containsExactlyInAnyOrder(1, 2, 3);
            assertThat(rows.get(0).robustness().averageChange())
                    .isLessThanOrEqualTo(rows.get(1).robustness().averageChange());
            // The doubled redundancy of a wide layer.
            assertThat(rows.stream().map(Leaderboard.Row::model).toList().indexOf("wide@7"))
                    .isLessThan(
                            rows.stream().map(Leaderboard.Row::model).toList().indexOf("small@20"));
        }
    }

    @Test
    void aClientThatFallsSilentCostsItsChipsAndNothingElse() throws Exception {
        ClientId gone = new ClientId("client-2");
        Availability leaving = (client, round, _, _) -> !client.equals(gone) || round == 0;
        try (SimulatedNoise some = fleet(1, leaving);
                SimulatedNoise all = fleet(1, Availability.always())) {
            Evaluation found = some.evaluate(EvaluationDefinition.parse(ONE), models());
            Evaluation whole = all.evaluate(EvaluationDefinition.parse(ONE), models());

            assertThat(found.rounds().get(1).rejected()).containsExactly(Map.entry("client-2", "it did not answer"));
            PooledChips chips = found.contestants().getFirst().chips();
            assertThat(chips.clients().get("client-2"))
                    .extracting(ShardTally::chips)
                    .isEqualTo(2L);
            assertThat(chips.cleanAccuracy())
                    .isEqualTo(whole.contestants().getFirst().chips().cleanAccuracy());
            assertThat(chips.clients().get("client-1"))
                    .isEqualTo(whole.contestants().getFirst().chips().clients().get("client-1"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6})
    void aRunThatIsCutShortGoesOnAsIfItHadNot(int keeps, @TempDir Path folder) throws Exception {
        EvaluationDefinition definition = EvaluationDefinition.parse(ONE);
        try (SimulatedNoise fleet = fleet(1, Availability.always());
                FolderShelf shelf = FolderShelf.open(folder)) {
            WorkStore<Evaluation> store = Evaluation.store(shelf);
            Evaluation begun = Evaluation.of(definition, Instant.EPOCH);
            store.create(begun);
            long[] kept = {0};

            fleet.evaluate(begun, models(), after -> {
                // The lead is lost: another one has changed it.
                return kept[0]++ < keeps && store.replace(after, kept[0]);
            });
            WorkStore.Kept<Evaluation> half = store.get("e").orElseThrow();
            Evaluation resumed = fleet.evaluate(half.work(), models(), _ -> true);

            assertThat(half.work().hasEnded()).isFalse();
            assertThat(resumed)
                    .isEqualTo(fleet.evaluate(Evaluation.of(definition, Instant.EPOCH), models(), _ -> true));
        }
    }

    @Test
    void whateverOrderRepliesComeInTheResultIsTheSame() throws Exception {
        NoiseRound round = round();
        List<ClientId> clients = List.copyOf(Fleets.clients(4).keySet());
        SortedMap<ClientId, TaskReply> answers = new TreeMap<>();
        try (TaskRunner runner = TaskRunner.installed("compiled")) {
            int number = 0;
            for (ClientId client : clients) {
                answers.put(client, runner.run(round.order(client), Fleets.shard(number++)));
            }
        }
        List<ClientId> backwards = new ArrayList<>(clients);
        Collections.reverse(backwards);

        assertThat(round.pool(PooledChips.none(), backwards, answers))
                .isEqualTo(round.pool(PooledChips.none(), clients, answers));
        assertThat(round.pool(PooledChips.none(), clients, answers).counted()).isEqualTo(4);
    }

    @Test
    void wrongRepliesAreRejectedWithTheReasonAndLoseNothing() throws Exception {
        NoiseRound round = round();
        SortedMap<ClientId, TaskReply> answers = new TreeMap<>();
        Map<String, Metrics> said = new LinkedHashMap<>();
        said.put("good", Replies.reply(4, 10, 9, new long[] {8, 7}));
        said.put("missing", Metrics.of("examples", 10).with("classes", 4).with("clean", 9));
        said.put("many", Replies.reply(4, 10, 9, new long[] {8, 11}));
        said.put("nan", Replies.reply(4, 10, 9, new long[] {8, 7}).with("level-0-chip-1", Double.NaN));
        said.forEach((name, metrics) -> {
            ClientId client = new ClientId(name);
            answers.put(client, new TaskReply.Measured(round.task(client), metrics));
        });
        ClientId broken = new ClientId("broken");
        answers.put(broken, new TaskReply.Failed(round.task(broken), TaskReply.Fault.CLIENT, "no disk"));
        List<ClientId> asked = new ArrayList<>(answers.keySet());
        asked.add(new ClientId("silent"));

        NoiseRound.Outcome outcome = round.pool(PooledChips.none(), asked, answers);

        assertThat(outcome.counted()).isEqualTo(1);
        assertThat(outcome.chips().accuracy(0).mean()).isCloseTo(0.75, within(1e-12));
        assertThat(outcome.rejected()).hasSize(5);
        assertThat(outcome.rejected().get("missing")).contains("'level-0-chip-0' is missing");
        assertThat(outcome.rejected().get("many")).contains("11.0").contains("0 to 10");
        assertThat(outcome.rejected().get("nan")).contains("NaN");
        assertThat(outcome.rejected().get("broken")).isEqualTo("it failed: no disk");
        assertThat(outcome.rejected().get("silent")).isEqualTo("it did not answer");
    }

    private static NoiseRound round() throws InterruptedException {
        return new NoiseRound(
                new JobId("small:noise:e"),
                0,
                Fleets.trained(4, 5, 1),
                Settings.none().with("levels", "0.5").with("trials", 2),
                new Seed(9),
                Duration.ofMinutes(1));
    }
}
