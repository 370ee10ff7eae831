package io.tifl.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayOptionsTest {
    @TempDir
    private Path folder;

    @Test
    void nothingSaidMeansLeafSyntheticWithThreePolicies() throws IOException {
        ReplaySettings settings = new ReplayOptions().resolve(null);

        assertThat(settings.data().dataset()).isEqualTo("leaf-synthetic");
        assertThat(settings.policies()).containsExactly("vanilla", "uniform", "adaptive");
        assertThat(settings.population().clients()).isGreaterThanOrEqualTo(50);
        assertThat(settings.tiers().count()).isEqualTo(5);
    }

    @Test
    void flagsWinOverTheFileAndTheFileOverDefaults() throws IOException {
        Path file = file("dataset: mnist\nrounds: 70\nseeds: [4, 5]\npolicy-settings:\n  adaptive:\n    interval: 7\n");
        ReplayOptions flags = new ReplayOptions();
        flags.rounds = 9;

        ReplaySettings settings = flags.resolve(file);

        assertThat(settings.data().dataset()).isEqualTo("mnist");
        assertThat(settings.rounds().count()).isEqualTo(9);
        assertThat(settings.seeds()).containsExactly(4L, 5L);
        assertThat(settings.tiers().policySettings()).containsEntry("adaptive", Map.of("interval", "7"));
        assertThat(settings.training().model()).isEqualTo("mnist-cnn");
    }

    @Test
    void unknownNameInAFileIsNamed() throws IOException {
        Path file = file("polices: [vanilla]\n");

        assertThatThrownBy(() -> new ReplayOptions().resolve(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("polices");
    }

    @Test
    void everyProblemIsListedAtOnce() {
        ReplayOptions options = new ReplayOptions();
        options.rounds = 0;
        options.clientsPerRound = 1000;
        options.learningRate = Double.NaN;
        options.seeds = List.of(1L, 1L);

        assertThatThrownBy(() -> options.resolve(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("rounds", "clients-per-round", "learning-rate", "a seed is named twice");
    }

    @Test
    void policySettingWithoutAPolicyIsRefused() {
        ReplayOptions options = new ReplayOptions();
        options.set = Map.of("interval", "10");

        assertThatThrownBy(() -> options.resolve(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("POLICY.NAME=VALUE");
    }

    @Test
    void everyProblemOfPersonalModelsIsListedAtOnce() {
        ReplayOptions options = new ReplayOptions();
        options.ditto = 100.0;
        options.privateLayers = "head";
        options.secureAggregation = true;
        options.fineTuneEpochs = -1;

        assertThatThrownBy(() -> options.resolve(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "times the learning rate", "private-layers", "secure-aggregation", "fine-tune-epochs");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void aWeightOfDittoThatIsNoneIsRefused(double lambda) {
        ReplayOptions options = new ReplayOptions();
        options.ditto = lambda;
        options.optimizer = "rmsprop";

        assertThatThrownBy(() -> options.resolve(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ditto must be 0 or more");
    }

    @Test
    void aRateOfFineTuningWithoutEpochsIsRefused() {
        ReplayOptions options = new ReplayOptions();
        options.fineTuneLearningRate = 0.1;

        assertThatThrownBy(() -> options.resolve(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fine-tune-epochs");
    }

    @Test
    void personalModelsSurviveTheirFileAndMakeAnotherReplay() throws IOException {
        ReplaySettings usual = new ReplayOptions().resolve(null);
        Path file = file("ditto: 0.5\nfine-tune-epochs: 2\nlearning-rate: 0.02\n");

        ReplaySettings settings = new ReplayOptions().resolve(file);

        assertThat(settings.personal().ditto()).hasValue(0.5);
        assertThat(settings.personal().fineTuneLearningRate()).isEqualTo(0.02);
        assertThat(Json.YAML.readValue(Json.YAML.writeValueAsString(settings), ReplaySettings.class))
                .isEqualTo(settings);
        assertThat(Replay.defaultName(settings)).isNotEqualTo(Replay.defaultName(usual));
    }

    @Test
    void settingsOfBeforeThereWerePersonalModelsAreReadAndNameTheSameFolder() throws IOException {
        ReplaySettings settings = new ReplayOptions().resolve(null);
        String yaml = Json.YAML.writeValueAsString(settings);
        String before = yaml.replaceAll("(?m)^personal:\\R(  .*\\R)+", "");
        assertThat(before).isNotEqualTo(yaml);

        ReplaySettings read = Json.YAML.readValue(before, ReplaySettings.class);

        assertThat(read).isEqualTo(settings);
        assertThat(ResultsFolder.identity(read)).isEqualTo(ResultsFolder.identity(settings));
    }

    @Test
    void resolvedSettingsSurviveTheirFile() throws IOException {
        ReplaySettings settings = new ReplayOptions().resolve(null);

        ReplaySettings read = Json.YAML.readValue(Json.YAML.writeValueAsString(settings), ReplaySettings.class);

        assertThat(read).isEqualTo(settings);
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("study.yaml"), yaml);
    }
}
