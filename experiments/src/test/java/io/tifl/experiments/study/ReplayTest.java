package io.tifl.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.tifl.experiments.fleet.FleetSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            ReplayListener interrupting = new SilentListener() {
                private int seen;

                @Override
                public void round(long completed, double virtualSeconds, Optional<Double> accuracy) {
                    if (++seen == round) {
                        Thread.currentThread().interrupt();
                    }
                }
            };
            assertThatThrownBy(() -> new Replay(options().resolve(null), cut, 1, interrupting).run())
                    .isInstanceOf(InterruptedException.class);
            boolean _ = Thread.interrupted();
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
        ReplayListener interrupting = new SilentListener() {
            @Override
            public void round(long completed, double virtualSeconds, Optional<Double> accuracy) {
                if (completed == 7) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        Path cut = folder.resolve("cut");
        assertThatThrownBy(() -> new Replay(owing.resolve(null), cut, 1, interrupting).run())
                .isInstanceOf(InterruptedException.class);
        boolean _ = Thread.interrupted();

        assertThat(ModelDigests.of(run(owing, cut, 2))).isEqualTo(whole);
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
        ReplayListener interrupting = new SilentListener() {
            @Override
            public void round(long completed, double virtualSeconds, Optional<Double> accuracy) {
                if (completed == 7) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        Path cut = folder.resolve("cut");
        assertThatThrownBy(() -> new Replay(adaptive.resolve(null), cut, 1, interrupting).run())
                .isInstanceOf(InterruptedException.class);
        boolean _ = Thread.interrupted();

        assertThat(ModelDigests.of(run(adaptive, cut, 2))).isEqualTo(whole);
        assertThat(whole)
                .isNotEqualTo(
                        ModelDigests.of(run(with(o -> o.policies = List.of("vanilla")), folder.resolve("plain"), 1)));
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
        for (int round : List.of(9, 17)) {
            ReplayListener interrupting = new SilentListener() {
                @Override
                public void round(long completed, double virtualSeconds, Optional<Double> accuracy) {
                    if (completed == round) {
                        Thread.currentThread().interrupt();
                    }
                }
            };
            assertThatThrownBy(() -> new Replay(oort.resolve(null), cut, 1, interrupting).run())
                    .isInstanceOf(InterruptedException.class);
            boolean _ = Thread.interrupted();
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

    @Test
    void noiseIsRefusedForAPolicyThatRanksClients() {
        ReplayOptions oort = with(o -> {
            o.policies = List.of("oort");
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
            ReplayListener interrupting = new SilentListener() {
                private int seen;

                @Override
                public void round(long completed, double virtualSeconds, Optional<Double> accuracy) {
                    if (++seen == round) {
                        Thread.currentThread().interrupt();
                    }
                }
            };
            assertThatThrownBy(() -> new Replay(controlled.resolve(null), cut, 2, interrupting).run())
                    .isInstanceOf(InterruptedException.class);
            boolean _ = Thread.interrupted();
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
        ReplayListener interrupting = new SilentListener() {
            @Override
            public void round(long completed, double virtualSeconds, Optional<Double> accuracy) {
                if (completed == 5) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        assertThatThrownBy(() -> new Replay(personal.resolve(null), cut, 1, interrupting).run())
                .isInstanceOf(InterruptedException.class);
        boolean _ = Thread.interrupted();

        assertThat(ModelDigests.of(run(personal, cut, 2))).isEqualTo(model);
        assertThat(cut.resolve("rounds.csv")).hasSameTextualContentAs(whole.resolve("rounds.csv"));
        Path shared = folder.resolve("shared");
        assertThat(ModelDigests.of(run(dynamic(), shared, 1))).isNotEqualTo(model);
        assertThat(uploadedBytes(whole)).isLessThan(uploadedBytes(shared));
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
            public void started(String run, int index, int runs, long from, long rounds) {
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
