package io.tifl.experiments.noise.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.protocol.Metrics;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChipCountsTest {
    private static Metrics good() {
        return Replies.reply(10, 100, 80, new long[] {70, 72}, new long[] {40, 50});
    }

    @Test
    void aReplyIsReadByLevelAndChip() {
        ChipCounts counts = ChipCounts.of(good().with("own", 1), 2, 2);

        assertThat(counts.examples()).isEqualTo(100);
        assertThat(counts.clean()).isEqualTo(80);
        assertThat(counts.own()).hasValue(1);
        assertThat(counts.correct()).containsExactly(List.of(70L, 72L), List.of(40L, 50L));
    }

    @ParameterizedTest
    @CsvSource({
        "level-1-chip-0, NaN, NaN",
        "level-1-chip-0, -1, -1.0",
        "level-1-chip-0, 101, 101.0",
        "level-1-chip-0, 3.5, 3.5",
        "level-0-chip-0, Infinity, Infinity",
        "clean, 101, 101.0",
        "examples, 0, no test examples",
        "examples, 1e9, 1.0E9",
        "classes, 1, classes",
        "own, 2, own",
        "level-2-chip-0, 5, 7 were expected",
        "loss, 0.3, 7 were expected"
    })
    void whatCannotBeTrueIsRefusedWithTheReason(String metric, double value, String reason) {
        Metrics wrong = good().with(metric, value);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChipCounts.of(wrong, 2, 2))
                .withMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({"level-1-chip-1", "examples", "clean", "classes"})
    void whatIsMissingIsNamed(String metric) {
        TreeMap<String, Double> values = new TreeMap<>(good().values());
        values.remove(metric);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChipCounts.of(new Metrics(values), 2, 2))
                .withMessageContaining("'" + metric + "' is missing");
    }
}
