package io.tifl.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays in which some clients attack: real training of small models on generated data. */
class AttackedReplayTest {
    @TempDir
    private Path folder;

    private static ReplayOptions with(Consumer<ReplayOptions> change) {
        ReplayOptions options = new ReplayOptions();
        options.clients = 10;
        options.clientsPerRound = 10;
        options.rounds = 8;
        options.evaluateEvery = 4;
        options.tiers = 2;
        options.policies = List.of("vanilla");
        options.seeds = List.of(1L);
        change.accept(options);
        return options;
    }

    private RunSummary summary(ReplayOptions options, String name, int threads) throws Exception {
        Path results = folder.resolve(name);
        ReplaySettings settings = options.resolve(null);
        new Replay(settings, results, threads, new SilentListener()).run();
        return RunRecord.read(new ResultsFolder(results).run(RunId.all(settings).getFirst()))
                .summary();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alie", "collusion", "free-rider", "gaussian", "ipm", "label-flip", "sign-flip"})
    void everyAttackChangesTheModelToTheSameBitsForOneAndTwoThreads(String attack) throws Exception {
        String honest = summary(with(_ -> {}), "honest", 1).modelSha256();
        ReplayOptions attacked = with(options -> {
            options.attack = attack;
            options.attackers = 0.3;
        });

        RunSummary once = summary(attacked, "once", 1);

        assertThat(once.modelSha256())
                .isNotEqualTo(honest)
                .isEqualTo(summary(attacked, "again", 2).modelSha256());
        assertThat(once.attackSuccess()).isNull();
    }

    @Test
    void multiKrumLearnsWhereAThirdOfTheClientsDestroyTheMean() throws Exception {
        Consumer<ReplayOptions> attack = options -> {
            options.attack = "sign-flip";
            options.attackers = 0.3;
            options.attackSettings = Map.of("scale", "20");
        };
        RunSummary mean = summary(with(attack), "mean", 2);
        RunSummary robust = summary(
                with(attack.andThen(options -> {
                    options.rule = "multi-krum";
                    options.ruleSettings = Map.of("attackers", "3");
                })),
                "robust",
                2);

        assertThat(robust.finalLoss()).isLessThan(mean.finalLoss());
        assertThat(robust.committed()).isEqualTo(8);
    }

    @Test
    void attackersSendInTheCodecOfTheJob() throws Exception {
        RunSummary coded = summary(
                with(options -> {
                    options.attack = "alie";
                    options.codec = "int8";
                    options.rule = "median";
                }),
                "coded",
                2);

        assertThat(coded.committed()).isEqualTo(8);
        assertThat(coded.rejected()).isZero();
    }

    @Test
    void whatAFreeRiderSawOutlivesAnInterruptionSinceTheRunBeginsAnew() throws Exception {
        ReplayOptions riding = with(options -> options.attack = "free-rider");
        String whole = summary(riding, "whole", 1).modelSha256();
        Interruption.after(5, riding, folder.resolve("cut"), 1);

        assertThat(summary(riding, "cut", 2).modelSha256()).isEqualTo(whole);
    }

    @Test
    void folderFromBeforeThereWereAttacksGoesOn() throws Exception {
        String before = summary(with(_ -> {}), "old", 1).modelSha256();
        Path config = folder.resolve("old").resolve("config.yaml");
        String text = Files.readString(config);
        String old = text.replaceAll("(?m)^attacked:\\n( .*\\n)+", "");
        Files.writeString(config, old);

        assertThat(old).hasSizeLessThan(text.length());
        assertThat(summary(with(_ -> {}), "old", 1).modelSha256()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "bribe, 0.2, median, no attack 'bribe' among",
        "none, 0.2, median, attackers and attack-settings go with an attack",
        "ipm, 1, median, 'attackers must lie in [0, 1), got 1.0'",
        "ipm, 0.2, bulyan, needs 11 updates a round to withstand 2 bad ones"
    })
    void wrongSettingsAreRefusedAndLeaveNothingBehind(String attack, double share, String rule, String why) {
        ReplayOptions options = with(said -> {
            said.attack = attack;
            said.attackers = share;
            said.rule = rule;
        });

        assertThatThrownBy(() -> summary(options, "new", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
        assertThat(folder.resolve("new")).doesNotExist();
    }

    private RobustnessStudy study(List<String> told) {
        ReplayOptions base = with(options -> options.seeds = List.of(1L, 2L));
        RobustnessStudy.Matrix matrix = new RobustnessStudy.Matrix(
                List.of("weighted-mean", "bulyan attackers=F"), List.of("gaussian"), List.of(0.1, 0.2), 0.2);
        ReplayListener listener = new SilentListener() {
            @Override
            public void started(String run, int index, int runs, long from, Length length) {
                told.add(index + " of " + runs);
            }
        };
        return new RobustnessStudy(base, matrix, folder.resolve("study"), 2, listener);
    }

    @Test
    void studyTriesEveryPairAndDoesNotRepeatWhatIsDone() throws Exception {
        List<String> told = new ArrayList<>();

        String table = study(told).run(null);

        assertThat(told)
                .containsExactly("1 of 6", "1 of 6", "2 of 6", "2 of 6", "3 of 6", "4 of 6", "5 of 6", "6 of 6");
        assertThat(table)
                .contains("10 % attackers:", "20 % attackers:", "| `bulyan attackers=F` |", "| within two points |")
                .doesNotContain("NaN");
        assertThat(folder.resolve("study").resolve("robustness.md")).hasContent(table);
        told.clear();
        assertThat(study(told).run(null)).isEqualTo(table);
        assertThat(told).isEmpty();
    }

    @Test
    void rulesAreSetUpForAsManyAttackersAsTheyCanBe() {
        RobustnessRule bulyan = RobustnessRule.parse("bulyan attackers=F memory-mib=64");

        assertThat(bulyan.settings(20, 4)).isEqualTo(Map.of("attackers", "4", "memory-mib", "64"));
        assertThat(bulyan.settings(20, 6)).containsEntry("attackers", "4");
        assertThat(bulyan.settings(5, 1)).containsEntry("attackers", "0");
        assertThat(RobustnessRule.parse("median").settings(5, 1)).isEmpty();
        assertThatThrownBy(() -> RobustnessRule.parse("krum three"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("krum three");
    }
}
