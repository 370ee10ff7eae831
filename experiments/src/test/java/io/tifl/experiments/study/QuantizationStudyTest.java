package io.tifl.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.client.quantized.QuantizationSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuantizationStudyTest {
    @Test
    void bytesAreAboutAsAccurateAsFloatsOnGeneratedExamples() throws Exception {
        List<String> lines = new ArrayList<>();

        List<QuantizationStudy.Outcome> outcomes = new QuantizationStudy(options("mlp", "small-cnn"), lines::add).run();

        assertThat(lines.getFirst()).contains("GENERATED");
        assertThat(outcomes).hasSize(2);
        for (QuantizationStudy.Outcome outcome : outcomes) {
            assertThat(outcome.accuracy()).isGreaterThan(0.5);
            assertThat(outcome.quantizedAccuracy()).isCloseTo(outcome.accuracy(), within(0.03));
            assertThat(outcome.throughputs())
                    .extracting(QuantizationStudy.Throughput::batch)
                    .containsExactly(1, 32);
            assertThat(outcome.throughputs()).allMatch(rate -> rate.quantized() > 0 && rate.dl4j() > 0);
        }
    }

    @Test
    void unknownModelsAreRefused() {
        assertThatThrownBy(() -> options("reddit-lstm"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mnist-cnn")
                .hasMessageEndingWith("got [reddit-lstm]");
    }

    private static QuantizationStudy.Options options(String... models) {
        return new QuantizationStudy.Options(
                List.of(models), Optional.empty(), 500, 50, 0.05, QuantizationSettings.DEFAULT, 1, 0.01);
    }
}
