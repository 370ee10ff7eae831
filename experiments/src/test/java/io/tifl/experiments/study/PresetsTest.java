package io.tifl.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PresetsTest {
    @TempDir
    private Path folder;

    static List<String> names() {
        return Presets.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyPresetHasSettingsThatCanBeRunAndSaysWhatItIs(String name) throws IOException {
        ReplaySettings settings = preset(name).resolve(null);

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.policies()).containsExactly("leaf");
        assertThat(settings.training().optimizer()).isEqualTo("sgd");
        assertThat(settings.training().decay()).isEqualTo(1);
        assertThat(settings.rounds().leafMetrics()).isTrue();
        assertThat(settings.data().preparation().isNone()).isFalse();
        assertThat(Presets.summary(name)).endsWith(".").hasSizeGreaterThan(60);
    }

    @ParameterizedTest
    @CsvSource({
        "leaf-femnist, 2000, 3, 1, 0, 0.004",
        "leaf-femnist-e100, 2000, 3, 100, 0, 0.004",
        "leaf-femnist-c35, 2000, 35, 1, 0, 0.004",
        "leaf-femnist-minibatch, 2000, 3, 1, 1, 0.06",
        "leaf-femnist-minibatch-tenth, 2000, 3, 1, 0.1, 0.06",
        "leaf-femnist-minibatch-c35, 2000, 35, 1, 1, 0.06",
        "leaf-shakespeare, 80, 10, 1, 0, 0.8",
        "leaf-shakespeare-e20, 80, 10, 20, 0, 0.8",
        "leaf-sent140, 10, 2, 1, 0, 0.0003",
        "leaf-reddit, 100, 10, 1, 0, 5.65"
    })
    void presetsHaveThePapersSettings(
            String name, int rounds, int clients, int epochs, double minibatch, double learningRate)
            throws IOException {
        ReplaySettings settings = preset(name).resolve(null);

        assertThat(settings.rounds().count()).isEqualTo(rounds);
        assertThat(settings.rounds().clientsPerRound()).isEqualTo(clients);
        assertThat(settings.training().epochs()).isEqualTo(epochs);
        assertThat(settings.training().minibatch()).isEqualTo(minibatch);
        assertThat(settings.training().learningRate()).isEqualTo(learningRate);
    }

    @ParameterizedTest
    @CsvSource({"leaf-femnist, 0.05, 100, 1549786595, 1549786796", "leaf-sent140-k3, 0.5, 3, 1, 1549780473"})
    void dataArePreparedWithLeafsSeeds(String name, double fraction, int least, long sampling, long split)
            throws IOException {
        ReplaySettings.Preparation preparation =
                preset(name).resolve(null).data().preparation();

        assertThat(preparation.sample()).isEqualTo("niid");
        assertThat(preparation.sampleFraction()).isEqualTo(fraction);
        assertThat(preparation.minSamples()).isEqualTo(least);
        assertThat(preparation.splitBy()).isEqualTo("sample");
        assertThat(preparation.trainFraction()).isEqualTo(0.9);
        assertThat(preparation.samplingSeed()).isEqualTo(Optional.of(sampling));
        assertThat(preparation.splitSeed()).isEqualTo(Optional.of(split));
    }

    @Test
    void flagsWinOverTheFileAndTheFileOverThePreset() throws IOException {
        ReplayOptions flags = preset("leaf-femnist");
        flags.rounds = 7;
        flags.leafMetrics = false;
        Path file = Files.writeString(folder.resolve("more.yaml"), "rounds: 9\nsample-fraction: 0.01\n");

        ReplaySettings settings = flags.resolve(file);

        assertThat(settings.rounds().count()).isEqualTo(7);
        assertThat(settings.rounds().leafMetrics()).isFalse();
        assertThat(settings.data().preparation().sampleFraction()).isEqualTo(0.01);
        assertThat(settings.data().preparation().minSamples()).isEqualTo(100);
    }

    @Test
    void unknownNameListsThePresetsThereAre() {
        assertThatThrownBy(() -> preset("femnist").resolve(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no preset 'femnist' among [leaf-femnist, ");
    }

    @Test
    void presetAndScenarioTogetherAreRefused() {
        ReplayOptions both = preset("leaf-femnist");
        both.scenario = "drift";

        assertThatThrownBy(() -> both.resolve(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not both");
    }

    private static ReplayOptions preset(String name) {
        ReplayOptions options = new ReplayOptions();
        options.preset = name;
        return options;
    }
}
