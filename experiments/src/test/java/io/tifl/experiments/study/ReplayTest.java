package io.tifl.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.tifl.coordinator.round.AccuracySpread;
import io.tifl.experiments.fleet.FleetSettings;
import java.io.IOException;
import java.nio.file.Files;
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

/** The whole of it: real training of small models on generated data, on disk. */
class ReplayTest {
    @TempDir
    private Path folder;

    @Test
    void replayLeavesRecordsChartsAndAReport() throws Exception {
        Path results = folder.resolve("results");

        run(options(), results, 2);

        assertThat(results.resolve("report.html")).content().contains("<svg", "vanilla", "adaptive");
        assertThat(results.resolve("rounds.csv")).content().hasLineCount(1 + 2 * 12);
        assertThat(results.resolve("clients.csv")).content().hasLineCount(1 + 2 * 12 * 3);
        assertThat(results.resolve("summary.json")).content().contains("model-sha256");
        assertThat(results.resolve("provenance.json")).content().contains("deeplearning4j");
        assertThat(results.resolve("config.yaml")).content().contains("leaf-synthetic");
        assertThat(results.resolve("charts/accuracy-over-time.svg")).exists();
    }

    @Test
    void everyRunTrainsTheModel() throws Exception {
        run(options(), folder, 1);

        for (RunId run : RunId.all(options().resolve(null))) {
            RunRecord record = RunRecord.read(new ResultsFolder(folder).run(run));
            assertThat(record.summary().committed()).isEqualTo(12);
            assertThat(record.rounds().getLast().loss()).isLessThan(1.61);
            assertThat(record.summary().virtualSeconds()).isPositive();
        }
    }

    @Test
    void modelsHaveTheSameBitsForOneAndTwoThreadsAndForARepetition() throws Exception {
        String once = ModelDigests.of(run(options(), folder.resolve("once"), 1));

        assertThat(ModelDigests.of(run(options(), folder.resolve("twice"), 1))).isEqualTo(once);
        assertThat(ModelDigests.of(run(options(), folder.resolve("two-threads"), 2)))
                .isEqualTo(once);
    }

    @Test
    void interruptedReplayGoesOnAndEndsWithTheSameModelAndTimes() throws Exception {
        String whole = ModelDigests.of(run(options(), folder.resolve("whole"), 1));
        Path cut = folder.resolve("cut");

        for (int round : List.of(3, 7, 9)) {
            Interruption.after(round, options(), cut, 1);
        }

        assertThat(ModelDigests.of(run(options(), cut, 2))).isEqualTo(whole);
        assertThat(cut.resolve("rounds.csv"))
                .hasSameTextualContentAs(folder.resolve("whole").resolve("rounds.csv"));
    }

    @Test
    void whatClientsOweDoesNotDependOnThreadsOrInterruptions() throws Exception {
        ReplayOptions owing = with(o -> {
            o.codec = "top-k";
            o.overCommit = 1.7;
        });
        String whole = ModelDigests.of(run(owing, folder.resolve("whole"), 1));
        assertThat(ModelDigests.of(run(owing, folder.resolve("two-threads"), 2)))
                .isEqualTo(whole);
        Path cut = folder.resolve("cut");
        Interruption.after(7, owing, cut, 1);

        assertThat(ModelDigests.of(run(owing, cut, 2))).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"add", "scaffold", "fed-dyn"})
    void modelsHaveTheSameBitsForOneEightAndSixtyFourThreads(String serverOptimizer) throws Exception {
        ReplayOptions options = with(o -> {
            o.serverOptimizer = serverOptimizer;
            o.optimizer = "sgd";
            o.policies = List.of("vanilla");
        });
        String alone = ModelDigests.of(run(options, folder.resolve("1"), 1));

        for (int threads : List.of(8, 64)) {
            assertThat(ModelDigests.of(run(options, folder.resolve(String.valueOf(threads)), threads)))
                    .isEqualTo(alone);
        }
    }

    @Test
    void stateOfTheServerOptimiserOutlivesAnInterruption() throws Exception {
        ReplayOptions adaptive = with(o -> {
            o.serverOptimizer = "fed-adam";
            o.rule = "fed-nova";
            o.optimizer = "sgd";
            o.policies = List.of("vanilla");
        });
        String whole = ModelDigests.of(run(adaptive, folder.resolve("whole"), 1));
        Path cut = folder.resolve("cut");
        Interruption.after(7, adaptive, cut, 1);

        assertThat(ModelDigests.of(run(adaptive, cut, 2))).isEqualTo(whole);
        assertThat(whole)
                .isNotEqualTo(
                        ModelDigests.of(run(with(o -> o.policies = List.of("vanilla")), folder.resolve("plain"), 1)));
    }

    @ParameterizedTest
    @CsvSource({"0", "2"})
    void noiseAndWhatItCostsAreTheSameAfterAnInterruption(int tree) throws Exception {
        ReplayOptions noisy = with(o -> {
            o.policies = List.of("uniform");
            o.wrappers = tree == 0
                    ? Map.of("clip", "1.0", "noise", "8", "epsilon", "30")
                    : Map.of("clip", "1.0", "noise", "8", "epsilon", "30", "tree", Integer.toString(tree));
        });
        String whole = ModelDigests.of(run(noisy, folder.resolve("whole"), 1));
        Path cut = folder.resolve("cut");
        Interruption.after(7, noisy, cut, 1);

        assertThat(ModelDigests.of(run(noisy, cut, 2))).isEqualTo(whole);
        RunId id = RunId.all(noisy.resolve(null)).getFirst();
        RunSummary summary = RunRecord.read(new ResultsFolder(cut).run(id)).summary();
        assertThat(summary.epsilon()).isBetween(0.1, 30.0);
        assertThat(summary.epsilon())
                .isEqualTo(RunRecord.read(new ResultsFolder(folder.resolve("whole")).run(id))
                        .summary()
                        .epsilon());
        assertThat(cut.resolve("config.yaml")).content().contains("wrappers", "noise", "epsilon");
        assertThat(whole)
                .isNotEqualTo(
                        ModelDigests.of(run(with(o -> o.policies = List.of("uniform")), folder.resolve("plain"), 1)));
    }

    @ParameterizedTest
    @CsvSource({"oort", "fedscale", "paper"})
    void whatOortKnowsOfClientsDoesNotDependOnThreadsOrInterruptions(String parameters) throws Exception {
        ReplayOptions oort = with(o -> {
            o.policies = List.of("oort");
            o.policySettings = Map.of("oort", Map.of("parameters", parameters, "pace-step", "2"));
            o.rounds = 24;
            o.overCommit = 0.5;
            o.dropouts = 0.1;
        });
        String whole = ModelDigests.of(run(oort, folder.resolve("whole"), 1));
        assertThat(ModelDigests.of(run(oort, folder.resolve("two-threads"), 2))).isEqualTo(whole);
        Path cut = folder.resolve("cut");
        // After round 9, and after round 17.
        for (int more : List.of(9, 8)) {
            Interruption.after(more, oort, cut, 1);
        }

        assertThat(ModelDigests.of(run(oort, cut, 2))).isEqualTo(whole);
        RunRecord record = RunRecord.read(
                new ResultsFolder(cut).run(RunId.all(oort.resolve(null)).getFirst()));
        assertThat(record.summary().committed()).isEqualTo(24);
        assertThat(record.summary().estimatedSeconds()).as("no formula says").isNaN();
        assertThat(record.summary().largestShare())
                .isGreaterThan(record.summary().vanillaShare());
        assertThat(record.rounds().getLast().clients())
                .filteredOn(client -> client.status().equals("COUNTED"))
                .isNotEmpty()
                .allMatch(client -> client.squareLoss() != null && client.squareLoss() > 0);
    }

    private static RunRecord only(ReplayOptions options, Path results) throws IOException {
        return RunRecord.read(
                new ResultsFolder(results).run(RunId.all(options.resolve(null)).getFirst()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pow-d", "cpow-d", "rpow-d", "fedcs"})
    void roundsThatAskClientsFirstDependNeitherOnThreadsNorOnInterruptions(String policy) throws Exception {
        ReplayOptions asking = with(o -> {
            o.policies = List.of(policy);
            o.policySettings = Map.of(policy, Map.of("candidates", "7"));
            o.rounds = 18;
            o.overCommit = 0.5;
            o.dropouts = 0.1;
            o.availability = "0.8";
        });
        String whole = ModelDigests.of(run(asking, folder.resolve("whole"), 1));
        assertThat(ModelDigests.of(run(asking, folder.resolve("two-threads"), 2)))
                .isEqualTo(whole);
        Path cut = folder.resolve("cut");
        for (int more : List.of(6, 7)) {
            Interruption.after(more, asking, cut, 1);
        }

        assertThat(ModelDigests.of(run(asking, cut, 2))).isEqualTo(whole);
        assertThat(cut.resolve("rounds.csv"))
                .hasSameTextualContentAs(folder.resolve("whole").resolve("rounds.csv"));
        RunRecord record = only(asking, cut);
        assertThat(record.summary().committed()).isEqualTo(18);
        assertThat(record.summary().asking().queryBytes() > 0).isEqualTo(!policy.equals("rpow-d"));
        assertThat(record.summary().estimatedSeconds()).as("no formula says").isNaN();
    }

    @Test
    void queryCostsADownloadAForwardPassAndAnAnswerAndTheModelIsNotFetchedTwice() throws Exception {
        ReplayOptions asking = with(o -> {
            o.policies = List.of("pow-d");
            o.policySettings = Map.of("pow-d", Map.of("candidates", "1"));
            o.clientsPerRound = 1;
            o.jitter = 0.0;
        });

        run(asking, folder, 1);

        RunRecord record = only(asking, folder);
        long model = record.summary().downloadBytes() / 12; // fetched once a round
        double transfer = model / 12.5e6;
        double answer = 256 / 12.5e6;
        double queries = 0;
        for (JournalEntry round : record.rounds()) {
            JournalEntry.Asked query = Objects.requireNonNull(round.query());
            double train = Objects.requireNonNull(round.clients().getFirst().latencyNanos()) / 1e9;
            double computing = train - 0.6 - transfer; // the update goes up, nothing comes down
            double expected = 0.6 + transfer + computing / 3 + answer;
            assertThat(query.elapsedNanos() / 1e9).isCloseTo(expected, within(1e-6));
            assertThat(round.elapsedNanos() / 1e9).isCloseTo(expected + train, within(1e-6));
            assertThat(query.bytes()).isEqualTo(model + 128 + 3 * 24);
            queries += expected;
        }
        assertThat(record.summary().asking().querySeconds()).isCloseTo(queries, within(1e-4));
        assertThat(record.summary().asking().queryBytes()).isEqualTo(12 * (model + 200));
        assertThat(record.summary().virtualSeconds())
                .isCloseTo(record.rounds().getLast().endSeconds(), within(1e-9));
        assertThat(record.summary().uploadBytes())
                .isEqualTo(12 * 200
                        + record.rounds().stream()
                                .mapToLong(round -> round.clients().getFirst().uploadBytes())
                                .sum());
    }

    @Test
    void accuraciesThatAPolicyLooksAtCostTimeAndBytesIfTheyAreChargedAndChangeNoModel() throws Exception {
        ReplayOptions free = with(o -> {
            o.policySettings = Map.of("adaptive", Map.of("interval", "4"));
            o.jitter = 0.0;
        });
        ReplayOptions charged = with(o -> {
            o.policySettings = free.policySettings;
            o.jitter = 0.0;
            o.chargeEvaluations = true;
        });

        assertThat(ModelDigests.of(run(charged, folder.resolve("charged"), 1)))
                .isEqualTo(ModelDigests.of(run(free, folder.resolve("free"), 1)));

        for (RunId run : RunId.all(charged.resolve(null))) {
            RunRecord paid = RunRecord.read(new ResultsFolder(folder.resolve("charged")).run(run));
            RunSummary unpaid = RunRecord.read(new ResultsFolder(folder.resolve("free")).run(run))
                    .summary();
            Asking asking = paid.summary().asking();
            assertThat(paid.summary().virtualSeconds())
                    .isCloseTo(unpaid.virtualSeconds() + asking.evaluationSeconds(), within(1e-6));
            assertThat(unpaid.asking()).isEqualTo(Asking.NOTHING);
            if (run.policy().equals("vanilla")) {
                assertThat(asking).isEqualTo(Asking.NOTHING);
                continue;
            }
            long model = unpaid.downloadBytes() / (12 * 3);
            assertThat(asking.evaluationBytes()).isEqualTo(3 * 20 * (model + 256));
            assertThat(paid.rounds().stream()
                            .filter(round -> round.evaluation() != null)
                            .map(JournalEntry::round))
                    .containsExactly(3L, 7L, 11L);
            double one = asking.evaluationSeconds() / 3;
            assertThat(one)
                    .isBetween(0.6, paid.summary().maxTierLatencySeconds().getLast());
            JournalEntry last = paid.rounds().get(3);
            assertThat(paid.rounds().get(4).startedNanos() / 1e9).isCloseTo(last.endSeconds() + one, within(1e-6));
        }
        assertThat(folder.resolve("charged/rounds.csv")).content().contains("evaluation_seconds");
    }

    @Test
    void chargedEvaluationsAreTheSameAfterAnInterruption() throws Exception {
        ReplayOptions charged = with(o -> {
            o.policies = List.of("adaptive");
            o.policySettings = Map.of("adaptive", Map.of("interval", "2"));
            o.chargeEvaluations = true;
            o.availability = "0.9";
        });
        run(charged, folder.resolve("whole"), 1);
        Path cut = folder.resolve("cut");
        for (int more : List.of(2, 5)) {
            Interruption.after(more, charged, cut, 1);
        }
        run(charged, cut, 2);

        assertThat(cut.resolve("rounds.csv"))
                .hasSameTextualContentAs(folder.resolve("whole").resolve("rounds.csv"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"oort", "pow-d", "cpow-d", "rpow-d", "fedcs"})
    void noiseIsRefusedForAPolicyThatRanksClients(String policy) {
        ReplayOptions oort = with(o -> {
            o.policies = List.of(policy);
            o.wrappers = Map.of("clip", "1", "noise", "1", "epsilon", "8", "delta", "1e-5");
        });

        assertThatThrownBy(() -> run(oort, folder, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a privacy budget needs another policy");
    }

    @Test
    void whatClientsKeepDoesNotDependOnThreadsOrInterruptions() throws Exception {
        ReplayOptions controlled = with(o -> {
            o.serverOptimizer = "scaffold";
            o.optimizer = "sgd";
            o.overCommit = 1.7;
        });
        String whole = ModelDigests.of(run(controlled, folder.resolve("whole"), 1));
        assertThat(ModelDigests.of(run(controlled, folder.resolve("two-threads"), 2)))
                .isEqualTo(whole);
        Path cut = folder.resolve("cut");
        for (int round : List.of(4, 5)) {
            Interruption.after(round, controlled, cut, 2);
        }

        assertThat(ModelDigests.of(run(controlled, cut, 2))).isEqualTo(whole);
        assertThat(whole)
                .isNotEqualTo(ModelDigests.of(run(
                        with(o -> {
                            o.optimizer = "sgd";
                            o.overCommit = 1.7;
                        }),
                        folder.resolve("plain"),
                        1)));
    }

    @Test
    void privateHeadsStayWithTheirClientsAndHaveTheSameBitsAfterAnInterruption() throws Exception {
        ReplayOptions personal = dynamic();
        personal.privateLayers = "head";
        Path whole = folder.resolve("whole");
        String model = ModelDigests.of(run(personal, whole, 1));
        Path cut = folder.resolve("cut");
        Interruption.after(5, personal, cut, 1);

        assertThat(ModelDigests.of(run(personal, cut, 2))).isEqualTo(model);
        assertThat(cut.resolve("rounds.csv")).hasSameTextualContentAs(whole.resolve("rounds.csv"));
        Path shared = folder.resolve("shared");
        assertThat(ModelDigests.of(run(dynamic(), shared, 1))).isNotEqualTo(model);
        assertThat(uploadedBytes(whole)).isLessThan(uploadedBytes(shared));
    }

    @Test
    void modelsOfTheirOwnLeaveTheModelOfAllAloneAndHaveTheSameBitsAfterAnInterruption() throws Exception {
        ReplayOptions plain = with(o -> o.policies = List.of("vanilla"));
        ReplayOptions personal = with(o -> {
            o.policies = List.of("vanilla");
            o.ditto = 0.5;
            o.fineTuneEpochs = 2;
        });
        Path whole = folder.resolve("whole");
        Replay.Result result = run(personal, whole, 1);
        Path cut = folder.resolve("cut");
        Interruption.after(7, personal, cut, 1);
        run(personal, cut, 2);

        Map<String, AccuracySpread> spreads = summary(personal, whole).clientAccuracy();
        assertThat(spreads).containsOnlyKeys("global", "ditto", "fine-tuned");
        assertThat(summary(personal, cut).clientAccuracy()).isEqualTo(spreads);
        assertThat(mean(spreads, "ditto")).isGreaterThan(mean(spreads, "global"));
        assertThat(mean(spreads, "fine-tuned")).isGreaterThan(mean(spreads, "global"));
        assertThat(ModelDigests.of(run(plain, folder.resolve("plain"), 1))).isEqualTo(ModelDigests.of(result));
        assertThat(summary(plain, folder.resolve("plain")).clientAccuracy()).containsOnlyKeys("global");
        assertThat(result.table().text()).contains("vanilla, ditto", "worst 10%", "p95");
        assertThat(whole.resolve("summary.json")).content().contains("\"worst-decile\"", "\"p5\"", "fine-tuned");
        assertThat(whole.resolve("report.html")).content().contains("Accuracy client by client", "vanilla, fine-tuned");
        assertThat(whole.resolve("charts/client-accuracy.svg")).exists();
    }

    @Test
    void summariesOfBeforeClientsWereAskedAreStillReported() throws Exception {
        ReplayOptions plain = with(o -> o.policies = List.of("vanilla"));
        run(plain, folder, 1);
        Path file = new ResultsFolder(folder)
                .run(RunId.all(plain.resolve(null)).getFirst())
                .resolve("summary.json");
        String now = Files.readString(file);
        String before = now.replaceAll("\"client-accuracy\" : \\{\\R *\"global\" : \\{[^}]*\\}\\s*\\},\\s*", "")
                .replaceAll("\"asking\" : \\{[^}]*\\},\\s*", "");
        assertThat(before).isNotEqualTo(now).doesNotContain("client-accuracy").doesNotContain("asking");
        Files.writeString(file, before);

        assertThat(run(plain, folder, 1).table().text()).contains("vanilla").doesNotContain("worst 10%");
        assertThat(folder.resolve("report.html")).content().doesNotContain("client by client");
    }

    @Test
    void fineTuningThatDivergesLeavesClientsWithTheModelTheyHad() throws Exception {
        ReplayOptions wild = with(o -> {
            o.policies = List.of("vanilla");
            o.fineTuneEpochs = 3;
            o.fineTuneLearningRate = 1e38;
        });

        run(wild, folder, 1);

        Map<String, AccuracySpread> spreads = summary(wild, folder).clientAccuracy();
        assertThat(spreads.get("fine-tuned")).isEqualTo(spreads.get("global"));
    }

    @Test
    void privateLayersAreWhatClientsAreJudgedWithAndTuned() throws Exception {
        ReplayOptions heads = dynamic();
        heads.privateLayers = "head";
        heads.fineTuneEpochs = 1;

        run(heads, folder, 2);

        assertThat(summary(heads, folder).clientAccuracy()).containsOnlyKeys("private layers", "fine-tuned");
    }

    @Test
    void dittoIsRefusedByAFleet() throws Exception {
        ReplayOptions personal = with(o -> o.ditto = 0.5);
        FleetSettings fleet = new FleetSettings("localhost:1", "fleet", Map.of());

        assertThatThrownBy(() -> new Replay(
                                personal.resolve(null),
                                folder.resolve("new"),
                                1,
                                Optional.of(fleet),
                                new SilentListener())
                        .run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("ditto", "without --bootstrap");
    }

    private static double mean(Map<String, AccuracySpread> spreads, String model) {
        return Objects.requireNonNull(spreads.get(model)).mean();
    }

    private static RunSummary summary(ReplayOptions options, Path results) throws IOException {
        RunId run = RunId.all(options.resolve(null)).getFirst();
        return RunRecord.read(new ResultsFolder(results).run(run)).summary();
    }

    private static ReplayOptions dynamic() {
        return with(o -> {
            o.model = "mlp";
            o.serverOptimizer = "fed-dyn";
            o.policies = List.of("vanilla");
        });
    }

    private static long uploadedBytes(Path results) throws IOException {
        RunId run = RunId.all(dynamic().resolve(null)).getFirst();
        return RunRecord.read(new ResultsFolder(results).run(run)).summary().uploadBytes();
    }

    @Test
    void fleetIsRefusedWhereClientsKeepSomething() {
        ReplayOptions controlled = with(o -> {
            o.serverOptimizer = "scaffold";
            o.optimizer = "sgd";
        });
        FleetSettings fleet = new FleetSettings("localhost:1", "fleet", Map.of());

        assertThatThrownBy(() -> new Replay(
                                controlled.resolve(null),
                                folder.resolve("new"),
                                1,
                                Optional.of(fleet),
                                new SilentListener())
                        .run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without --bootstrap");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void fairnessAsksClientsForTheirLossAndChangesTheModel() throws Exception {
        ReplayOptions fair = with(o -> {
            o.rule = "q-fed-avg";
            o.ruleSettings = Map.of("q", "1", "learning-rate", "0.05");
            o.policies = List.of("vanilla");
        });

        String model = ModelDigests.of(run(fair, folder.resolve("fair"), 1));

        RunRecord record = RunRecord.read(new ResultsFolder(folder.resolve("fair"))
                .run(RunId.all(fair.resolve(null)).getFirst()));
        assertThat(record.summary().committed()).isEqualTo(12);
        assertThat(model)
                .isNotEqualTo(
                        ModelDigests.of(run(with(o -> o.policies = List.of("vanilla")), folder.resolve("plain"), 1)));
    }

    @Test
    void finishedReplayIsNotRunAgain() throws Exception {
        run(options(), folder, 1);
        StringBuilder started = new StringBuilder();
        ReplayListener counting = new SilentListener() {
            @Override
            public void started(String run, int index, int runs, long from, Length length) {
                started.append(run);
            }
        };

        new Replay(options().resolve(null), folder, 1, counting).run();

        assertThat(started).isEmpty();
    }

    @Test
    void folderFromBeforeThereWereRulesToChooseGoesOn() throws Exception {
        String before = ModelDigests.of(run(options(), folder, 1));
        Path config = folder.resolve("config.yaml");
        String text = Files.readString(config);
        String old = text.replaceAll("(?m)^aggregation:\\n( .*\\n)+", "");
        Files.writeString(config, old);

        assertThat(old).hasSizeLessThan(text.length()).doesNotContain("weighted-mean");
        assertThat(ModelDigests.of(run(options(), folder, 1))).isEqualTo(before);
    }

    @Test
    void folderOfAnotherReplayIsRefusedAndKept() throws Exception {
        run(options(), folder, 1);
        String before = Files.readString(folder.resolve("summary.json"));
        ReplayOptions other = options();
        other.rounds = 13;

        assertThatThrownBy(() -> run(other, folder, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rounds.count was 12, now 13");
        assertThat(folder.resolve("summary.json")).hasContent(before);
    }

    @Test
    void anotherProcessInTheSameFolderIsRefused() throws Exception {
        try (ResultsFolder.Lock _ = new ResultsFolder(folder).lock()) {
            assertThatThrownBy(() -> run(options(), folder, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Another process");
        }
    }

    @Test
    void sumsUnderMasksDependOnNothingButTheSeedThoughKeysAreFreshInEveryRun() throws Exception {
        ReplayOptions secure = with(o -> {
            o.secureAggregation = true;
            o.quorum = 3;
            o.policies = List.of("vanilla");
        });
        String whole = ModelDigests.of(run(secure, folder.resolve("whole"), 1));
        Path again = folder.resolve("again");

        assertThat(ModelDigests.of(run(secure, again, 2))).isEqualTo(whole);
        assertThat(again.resolve("rounds.csv"))
                .hasSameTextualContentAs(folder.resolve("whole").resolve("rounds.csv"));
    }

    @Test
    void whatNeedsSingleUpdatesIsRefusedUnderMasksBeforeAnythingIsWritten() {
        ReplayOptions sparse = with(o -> {
            o.secureAggregation = true;
            o.quorum = 3;
            o.codec = "top-k";
        });
        ReplayOptions tiny = with(o -> o.secureAggregation = true);

        assertThatThrownBy(() -> run(sparse, folder.resolve("new"), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("codec 'top-k' does not go with secure aggregation");
        assertThatThrownBy(() -> run(tiny, folder.resolve("new"), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("quorum of at least 3");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void unknownNamesAreRefusedBeforeAnythingIsWritten() {
        Map<String, ReplayOptions> wrong = Map.of(
                "no policy 'fastest' among", with(options -> options.policies = List.of("fastest")),
                "no data set 'imagenet' among", with(options -> options.dataset = "imagenet"),
                "no devices 'toasters' among", with(options -> options.devices = "toasters"),
                "recorded devices need --data-dir", with(options -> options.devices = "flash"),
                "availability is 'sometimes'", with(options -> options.availability = "sometimes"),
                "no codec 'int9' among", with(options -> options.codec = "int9"),
                "no rule 'majority' among", with(options -> options.rule = "majority"),
                "no server optimiser 'sgd' among", with(options -> options.serverOptimizer = "sgd"),
                "no tier split 'halves' among", with(options -> options.split = "halves"));

        wrong.forEach((message, options) -> assertThatThrownBy(() -> run(options, folder.resolve("new"), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message));
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "fed-nova, add, rmsprop, which is right for plain sgd alone; clients are told to use rmsprop",
        "weighted-mean, scaffold, rmsprop, scaffold corrects plain sgd; clients are told to use rmsprop",
        "q-fed-avg, scaffold, sgd, 'scaffold needs a mean of control variates, which q-fed-avg does not make'"
    })
    void whatDoesNotFitTogetherIsRefusedBeforeAnythingIsWritten(
            String rule, String serverOptimizer, String optimizer, String reason) {
        ReplayOptions wrong = with(options -> {
            options.rule = rule;
            options.serverOptimizer = serverOptimizer;
            options.optimizer = optimizer;
        });

        assertThatThrownBy(() -> run(wrong, folder.resolve("new"), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void missingDataFolderIsNamedAndNothingIsLeftBehind() {
        ReplayOptions options = with(o -> {
            o.dataset = "mnist";
            o.dataDir = folder.resolve("nowhere");
        });

        assertThatThrownBy(() -> run(options, folder.resolve("new"), 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nowhere");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void truncatedImagesAreNamedAndNothingIsLeftBehind() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data/fashion-mnist"));
        for (String name : List.of("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")) {
            Files.write(data.resolve(name + "-ubyte"), new byte[] {0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 28});
        }
        ReplayOptions options = with(o -> {
            o.dataset = "fashion-mnist";
            o.dataDir = folder.resolve("data");
        });

        assertThatThrownBy(() -> run(options, folder.resolve("new"), 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("train-images-idx3-ubyte")
                .hasMessageContaining("truncated");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void expectedTimeIsCloseWhereTheClientsOfATierDifferWidely() throws Exception {
        ReplayOptions options = with(o -> {
            o.rounds = 400;
            o.evaluateEvery = 400;
            o.policies = List.of("vanilla", "uniform");
        });

        run(options, folder, 1);

        for (RunId run : RunId.all(options.resolve(null))) {
            RunSummary summary =
                    RunRecord.read(new ResultsFolder(folder).run(run)).summary();
            assertThat(summary.expectedSeconds())
                    .as(run.toString())
                    .isCloseTo(summary.virtualSeconds(), withinPercentage(25))
                    .isLessThan(summary.estimatedSeconds());
        }
    }

    private static ReplayOptions with(java.util.function.Consumer<ReplayOptions> change) {
        ReplayOptions options = options();
        change.accept(options);
        return options;
    }

    private static ReplayOptions options() {
        ReplayOptions options = new ReplayOptions();
        options.clients = 20;
        options.rounds = 12;
        options.clientsPerRound = 3;
        options.evaluateEvery = 4;
        options.policies = List.of("vanilla", "adaptive");
        options.seeds = List.of(1L);
        return options;
    }

    private static Replay.Result run(ReplayOptions options, Path folder, int threads) throws Exception {
        return new Replay(options.resolve(null), folder, threads, new SilentListener()).run();
    }
}
