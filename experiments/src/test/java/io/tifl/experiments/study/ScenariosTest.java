package io.tifl.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScenariosTest {
    @TempDir
    private Path folder;

    static List<String> names() {
        return Scenarios.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyScenarioCanBeRunAndSaysWhatItIs(String name) throws IOException {
        ReplayOptions options = new ReplayOptions();
        options.scenario = name;
        options.dataDir = folder;
        options.policies = List.of("vanilla", "uniform", "adaptive", "oort");

        ReplaySettings settings = options.resolve(null);

        Experiment.check(settings);
        assertThat(settings.population().clients()).isGreaterThanOrEqualTo(50);
        assertThat(settings.course().stopAfterSeconds()).isPositive();
        assertThat(settings.course().evaluateEverySeconds()).isPositive();
        assertThat(settings.rounds().targetAccuracy()).isPositive();
        assertThat(Scenarios.summary(name)).endsWith(".").hasSizeGreaterThan(60);
    }

    @Test
    void flagsWinOverTheFileAndTheFileOverTheScenario() throws IOException {
        ReplayOptions flags = new ReplayOptions();
        flags.scenario = "drift";
        flags.stopAfter = 7.0;
        Path file = Files.writeString(folder.resolve("more.yaml"), "stop-after: 5\nclients-per-round: 3\n");

        ReplaySettings settings = flags.resolve(file);

        assertThat(settings.course().stopAfterSeconds()).isEqualTo(7);
        assertThat(settings.rounds().clientsPerRound()).isEqualTo(3);
        assertThat(settings.course().drift().share()).isEqualTo(0.3);
        assertThat(settings.course().drift().atSeconds()).isEqualTo(60);
    }

    @Test
    void aFileMayNameTheScenario() throws IOException {
        Path file = Files.writeString(folder.resolve("study.yaml"), "scenario: leaf\n");

        assertThat(new ReplayOptions().resolve(file).data().dataset()).isEqualTo("leaf-synthetic");
    }

    @Test
    void aScenarioOfOnesOwnIsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), "# What\n# it is.\nclients: 7\n");
        ReplayOptions options = new ReplayOptions();
        options.scenario = file.toString();

        assertThat(options.resolve(null).population().clients()).isEqualTo(7);
        assertThat(Scenarios.summary(file.toString())).isEqualTo("What it is.");
        assertThat(Scenarios.shortName(file.toString())).isEqualTo("mine");
    }

    @Test
    void whatIsNotThereIsNamedWithWhatIs() throws IOException {
        assertThatThrownBy(() -> Scenarios.named("resources"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'resources'")
                .hasMessageContaining("stragglers");
        assertThatThrownBy(() -> Scenarios.named(folder.resolve("none.yaml").toString()))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Scenarios.named("../scenarios/leaf")).isInstanceOf(IllegalArgumentException.class);
        Path chained = Files.writeString(folder.resolve("chained.yaml"), "scenario: leaf\n");
        assertThatThrownBy(() -> Scenarios.named(chained.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names another");
    }

    @Test
    void whatIsSetForAPolicyOnTheCommandLineWinsOverTheScenario() throws IOException {
        ReplayOptions options = new ReplayOptions();
        options.scenario = "resource";
        options.set = Map.of("adaptive.rounds", "17");

        assertThat(options.resolve(null).tiers().policySettings().get("adaptive"))
                .containsEntry("rounds", "17");
    }
}
