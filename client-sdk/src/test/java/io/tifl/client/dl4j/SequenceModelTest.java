package io.tifl.client.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.client.Learner;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceModelTest {
    private static final Dl4jLearnerFactory FACTORY = new Dl4jLearnerFactory();

    // Sent140's published 40,174,086 are for 400,000 words: 390,000 rows of 100 more than here.
    @ParameterizedTest
    @CsvSource({"shakespeare-lstm, 817872", "sent140-lstm, 1174086", "reddit-lstm, 6180624"})
    void modelHasThePublishedNumberOfParameters(String name, int parameters) {
        try (Learner learner = FACTORY.open(ModelSpec.of(name))) {
            assertThat(learner.layout().size()).isEqualTo(parameters);
        }
    }

    @Test
    void layoutNamesTensorsInTheOrderOfTheFlatVector() {
        try (Learner learner = FACTORY.open(ModelSpec.of("shakespeare-lstm"))) {
            assertThat(learner.layout().blocks())
                    .containsExactly(
                            new Layout.Block("0_W", List.of(80, 8)),
                            new Layout.Block("1_W", List.of(8, 1024)),
                            new Layout.Block("1_RW", List.of(256, 1024)),
                            new Layout.Block("1_b", List.of(1024)),
                            new Layout.Block("2_W", List.of(256, 1024)),
                            new Layout.Block("2_RW", List.of(256, 1024)),
                            new Layout.Block("2_b", List.of(1024)),
                            new Layout.Block("3_W", List.of(256, 80)),
                            new Layout.Block("3_b", List.of(80)));
        }
    }

    @ParameterizedTest
    @CsvSource({"shakespeare-lstm, 1", "reddit-lstm, 0"})
    void forgetGatesStartAtTheBiasThePaperGivesThem(String name, float expected) {
        try (Learner learner = FACTORY.open(ModelSpec.of(name))) {
            Parameters start = learner.initial(1);
            int biases = 0;
            for (Layout.Block block : learner.layout().blocks()) {
                if (block.name().equals("1_b")) {
                    break;
                }
                biases += Math.toIntExact(block.size());
            }

            for (int unit = 0; unit < 256; unit++) {
                assertThat(start.get(biases + unit)).isZero();
                assertThat(start.get(biases + 256 + unit)).isEqualTo(expected);
            }
        }
    }

    @Test
    void redditStartsWithinATenthOfZero() {
        try (Learner learner = FACTORY.open(ModelSpec.of("reddit-lstm"))) {
            float[] start = learner.initial(1).toArray();

            double squares = 0;
            for (int i = 0; i < 2_560_000; i++) {
                assertThat(Math.abs(start[i])).isLessThanOrEqualTo(0.1f);
                squares += (double) start[i] * start[i];
            }
            assertThat(squares / 2_560_000).isBetween(0.0033, 0.00337);
        }
    }

    @Test
    void vocabularySetsTheRowsOfTheTable() {
        ModelSpec spec = new ModelSpec("sent140-lstm", Settings.none().with("vocabulary", 30));

        try (Learner learner = FACTORY.open(spec)) {
            assertThat(learner.layout().blocks().getFirst().shape()).isEqualTo(List.of(31, 100));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "vocabulary, 0, 'is 0, expected 1 to 16777215'",
        "vocabulary, 20000000, 'expected 1 to 16777215'",
        "vocabulary, 1000000, 'parameters, expected at most 100000000'",
        "words, 5, unknown setting [words]"
    })
    void settingOutOfRangeIsRefusedWithWhatWasExpected(String name, String value, String message) {
        ModelSpec spec = new ModelSpec("sent140-lstm", Settings.none().with(name, value));

        assertThatThrownBy(() -> FACTORY.open(spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
