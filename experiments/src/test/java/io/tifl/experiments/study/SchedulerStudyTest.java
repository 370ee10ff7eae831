package io.tifl.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerStudyTest {
    private static final String SMALL = """
            # A small
            # federation.
            clients: 20
            clients-per-round: 3
            stop-after: 200
            evaluate-every-seconds: 20
            target-accuracy: 0.3
            """;

    @TempDir
    private Path folder;

    @Test
    void aCellIsTheReplayWithItsSettings() throws Exception {
        study("study", 2, "adaptive interval=3", null).run(null);

        ReplayOptions options = new ReplayOptions();
        options.scenario = scenario("small", SMALL).toString();
        options.policies = List.of("adaptive");
        options.policySettings = Map.of("adaptive", Map.of("interval", "3"));
        options.chargeEvaluations = true;
        options.seeds = List.of(1L);
        String replayed = ModelDigests.of(
                new Replay(options.resolve(null), folder.resolve("replay"), 2, new SilentListener()).run());

        assertThat(replayed).contains(field("study", "model_sha256").getFirst());
    }

    @Test
    void howManyRunsGoOnAtATimeChangesNothing() throws Exception {
        study("one", 1, "vanilla,oort,uniform", null).run(null);
        study("three", 3, "vanilla,oort,uniform", null).run(null);

        assertThat(withoutRealTime("three")).isEqualTo(withoutRealTime("one"));
        assertThat(field("one", "model_sha256")).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void aStudyThatWasInterruptedGoesOnAndEndsTheSame() throws Exception {
        study("whole", 1, "vanilla,uniform", null).run(null);
        for (int cells : List.of(1, 1)) {
            assertThatThrownBy(() -> study("cut", 2, "vanilla,uniform", interruptingAfter(cells))
                            .run(null))
                    .isInstanceOf(InterruptedException.class);
            boolean _ = Thread.interrupted();
            assertThat(folder.resolve("cut/report.html")).doesNotExist();
        }

        List<String> notes = Collections.synchronizedList(new ArrayList<>());
        study("cut", 2, "vanilla,uniform", notes::add).run(null);

        assertThat(withoutRealTime("cut")).isEqualTo(withoutRealTime("whole"));
        assertThat(notes.stream().filter(note -> note.startsWith("["))).hasSizeBetween(0, 2);
    }

    @Test
    void finishedRunsAreNotRunAgainAndNewPoliciesJoinThem() throws Exception {
        study("study", 2, "vanilla", null).run(null);
        List<String> notes = Collections.synchronizedList(new ArrayList<>());

        study("study", 2, "vanilla,vanilla over-commit=0.7", notes::add).run(null);

        assertThat(notes.stream().filter(note -> note.startsWith("[")))
                .hasSize(2)
                .allMatch(note -> note.contains("over-commit"));
        assertThat(field("study", "policy"))
                .containsExactly("vanilla", "vanilla", "vanilla over-commit=0.7", "vanilla over-commit=0.7");
    }

    @Test
    void theReportHasAllPoliciesWithIntervalsAndTheFileEveryCell() throws Exception {
        String markdown = study("study", 2, "vanilla,uniform", null).run(null);

        assertThat(markdown)
                .contains("### small", "A small federation.", "| `vanilla` |", "| `uniform` |", "time to 30 %", " to ")
                .isEqualTo(Files.readString(folder.resolve("study/schedulers.md")));
        assertThat(folder.resolve("study/report.html"))
                .content()
                .contains("Schedulers side by side", "1 degrees of freedom", "uniform");
        assertThat(folder.resolve("study/charts/accuracy-small.svg")).exists();
        assertThat(field("study", "gini"))
                .hasSize(4)
                .allSatisfy(gini -> assertThat(Double.parseDouble(gini)).isBetween(0.0, 1.0));
        assertThat(field("study", "worst_tier_accuracy"))
                .allSatisfy(accuracy -> assertThat(Double.parseDouble(accuracy)).isBetween(0.0, 1.0));
    }

    @Test
    void anOracleRunsWhereSpeedsDriftAndIsPassedOverElsewhere() throws Exception {
        ReplayOptions options = flags("vanilla,uniform oracle=on");
        options.seeds = List.of(1L);
        List<String> scenarios = List.of(
                scenario("still", SMALL).toString(),
                scenario("moving", SMALL + "drift: 0.4\n").toString());

        new SchedulerStudy(options, scenarios, folder.resolve("study"), 2, new SilentListener()).run(null);

        assertThat(field("study", "scenario")).containsExactly("still", "moving", "moving");
        assertThat(field("study", "retiered_after_rounds")).containsExactly("", "", "0");
    }

    @Test
    void wrongPoliciesScenariosAndSettingsAreNamedBeforeAnythingIsRun() {
        assertRefused("vanilla,fastest", "fastest");
        assertRefused("vanilla,adaptive interval=soon", "policy 'adaptive interval=soon'");
        assertRefused("vanilla,adaptive speed=1", "speed");
        assertRefused("vanilla,vanilla", "named twice");
        assertRefused("oort over-commit=-1", "over-commit must be 0 or more");

        ReplayOptions options = flags("vanilla");
        assertThatThrownBy(() -> new SchedulerStudy(
                                options, List.of("lea"), folder.resolve("new"), 1, new SilentListener())
                        .run(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'lea'");
        options.scenario = "leaf";
        assertThatThrownBy(() -> new SchedulerStudy(
                                options, List.of("leaf"), folder.resolve("new"), 1, new SilentListener())
                        .run(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--scenarios");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void missingDataAreNamedAndNothingIsLeftBehind() {
        ReplayOptions options = flags("vanilla");
        options.dataDir = folder.resolve("nowhere");

        assertThatThrownBy(() -> new SchedulerStudy(
                                options, List.of("resource"), folder.resolve("new"), 1, new SilentListener())
                        .run(null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nowhere");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void aDamagedRunIsNamedAndTheOthersAreKept() throws Exception {
        study("study", 1, "vanilla", null).run(null);
        Path damaged;
        try (var runs = Files.list(folder.resolve("study/runs/small"))) {
            damaged = runs.sorted().findFirst().orElseThrow();
        }
        Files.delete(damaged.resolve("summary.json"));
        Files.writeString(damaged.resolve("checkpoint.json"), "{");

        assertThatThrownBy(() -> study("study", 2, "vanilla", null).run(null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("small, vanilla, seed")
                .hasMessageContaining("checkpoint");
        try (var files = Files.walk(folder.resolve("study"))) {
            assertThat(files.filter(file -> file.endsWith("summary.json"))).hasSize(1);
        }
    }

    @Test
    void giniCountsThoseWhoNeverTookPart() {
        assertThat(StudyCell.Result.gini(3, 3, 3)).isZero();
        assertThat(StudyCell.Result.gini(0, 0, 0, 8)).isCloseTo(0.75, within(1e-12));
        assertThat(StudyCell.Result.gini(1, 0)).isCloseTo(0.5, within(1e-12));
        assertThat(StudyCell.Result.gini(2, 1, 3)).isCloseTo(2.0 / 9, within(1e-12));
        assertThat(StudyCell.Result.gini(0, 0)).isNaN();
    }

    private void assertRefused(String policies, String reason) {
        assertThatThrownBy(() -> study("new", 1, policies, null).run(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
        assertThat(folder.resolve("new")).doesNotExist();
    }

    private interface Notes {
        void add(String note);
    }

    private Notes interruptingAfter(int cells) {
        Thread waiting = Thread.currentThread();
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        return note -> {
            if (note.startsWith("[")) {
                seen.add(note);
                if (seen.size() == cells) {
                    waiting.interrupt();
                }
            }
        };
    }

    private SchedulerStudy study(String name, int threads, String policies, @Nullable Notes notes) throws IOException {
        SilentListener listener = new SilentListener() {
            @Override
            public void note(String text) {
                if (notes != null) {
                    notes.add(text);
                }
            }
        };
        return new SchedulerStudy(
                flags(policies), List.of(scenario("small", SMALL).toString()), folder.resolve(name), threads, listener);
    }

    private static ReplayOptions flags(String policies) {
        ReplayOptions options = new ReplayOptions();
        options.policies = List.of(policies.split(",", -1));
        options.seeds = List.of(1L, 2L);
        return options;
    }

    private Path scenario(String name, String yaml) throws IOException {
        return Files.writeString(folder.resolve(name + ".yaml"), yaml);
    }

    /** A column of the file of all cells. */
    private List<String> field(String study, String name) throws IOException {
        List<List<String>> rows = rows(study);
        int column = rows.getFirst().indexOf(name);
        return rows.subList(1, rows.size()).stream().map(row -> row.get(column)).toList();
    }

    private List<List<String>> withoutRealTime(String study) throws IOException {
        List<List<String>> rows = rows(study);
        int column = rows.getFirst().indexOf("real_seconds");
        List<List<String>> rest = new ArrayList<>();
        for (List<String> row : rows) {
            List<String> kept = new ArrayList<>(row);
            kept.remove(column);
            rest.add(kept);
        }
        return rest;
    }

    private List<List<String>> rows(String study) throws IOException {
        return Files.readAllLines(folder.resolve(study).resolve("cells.csv")).stream()
                .map(line -> List.of(line.split(",", -1)))
                .toList();
    }
}
