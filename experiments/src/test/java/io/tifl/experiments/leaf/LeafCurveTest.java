package io.tifl.experiments.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.report.Series;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeafCurveTest {
    private static final String OLD = """
            client_id,round_number,hierarchy,num_samples,accuracy
            9,0,,30,0.0
            32,0,,10,0.4
            9,19,,30,0.5
            32,19,,10,0.9
            """;

    @TempDir
    private Path folder;

    @Test
    void meansAreWeightedByExamples() throws IOException {
        Path file = folder.resolve("stat.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(OLD.getBytes(StandardCharsets.UTF_8));
        }

        LeafCurve curve = LeafCurve.read("LEAF", file);

        assertThat(curve.rounds().keySet()).containsExactly(0L, 19L);
        assertThat(curve.at(18).orElseThrow().mean()).isCloseTo(0.1, within(1e-12));
        assertThat(curve.at(20).orElseThrow().mean()).isCloseTo(0.6, within(1e-12));
        assertThat(curve.line().points()).element(1).satisfies(point -> {
            assertThat(point.x()).isEqualTo(19);
            assertThat(point.low()).isCloseTo(0.54, within(1e-12));
        });
        assertThat(curve.line()).isInstanceOf(Series.Line.class);
    }

    @Test
    void onlyTestExamplesCount() throws IOException {
        try (LeafMetrics metrics = LeafMetrics.begin(folder)) {
            LeafMetrics.Client client = new LeafMetrics.Client("a", "", 5);
            metrics.judged(0, "train", java.util.List.of(new LeafMetrics.Judged(client, 1, 0)));
            metrics.judged(0, "test", java.util.List.of(new LeafMetrics.Judged(client, 0.25, 2)));
        }

        assertThat(LeafCurve.read("ours", folder.resolve("metrics_stat.csv")).at(0))
                .hasValueSatisfying(spread -> assertThat(spread.mean()).isEqualTo(0.25));
    }

    @Test
    void lineThatIsNotNumbersIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("stat.csv"), OLD + "9,39,,many,0.5\n");

        assertThatThrownBy(() -> LeafCurve.read("LEAF", file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("stat.csv, line 6: expected numbers");
    }

    @Test
    void fileWithOtherColumnsIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("stat.csv"), "client,round\n9,39\n");

        assertThatThrownBy(() -> LeafCurve.read("LEAF", file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has the columns [client, round], expected round_number");
    }
}
