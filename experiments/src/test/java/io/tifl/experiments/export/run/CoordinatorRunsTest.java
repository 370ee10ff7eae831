package io.tifl.experiments.export.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CoordinatorRunsTest {
    private final List<String> asked = new ArrayList<>();
    private long rounds = 2;

    private byte[] answer(String path) {
        asked.add(path);
        String text;
        if (path.endsWith("/definition")) {
            text = "name: digits\nmodel: mlp\nmodel-settings: {inputs: 784}\n";
        } else if (path.contains("/rounds?from=")) {
            long from = Long.parseLong(path.replaceAll(".*from=(\\d+).*", "$1"));
            text = LongStream.range(from, Math.min(rounds, from + 1000))
                    .mapToObj(CoordinatorRunsTest::round)
                    .collect(Collectors.joining(",", "[", "]"));
        } else {
            text = "{\"name\": \"digits\", \"status\": \"completed\"}";
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String round(long round) {
        return "{\"round\": " + round + ", \"started\": \"2026-01-01T00:00:00Z\", \"seconds\": 1.5, \"counted\": 3,"
                + " \"accuracy\": " + (round == 0 ? "null" : "0.5") + "}";
    }

    private ExportedRun read() throws IOException, InterruptedException {
        return CoordinatorRuns.read(this::answer, "localhost:8443", "digits", "/v1/jobs/digits");
    }

    @Test
    void aJobIsARunWithItsDefinitionAsSettings() throws Exception {
        ExportedRun run = read();

        assertThat(run.params()).containsEntry("model", "mlp").containsEntry("model-settings.inputs", "784");
        assertThat(run.finished()).isTrue();
        assertThat(run.tags()).containsEntry("tifl.status", "completed");
        assertThat(run.artifacts()).containsOnlyKeys("job.yaml");
        assertThat(run.metrics()).contains(new RunMetric("accuracy", 1, 1_767_225_601_500L, 0.5));
        assertThat(run.metrics())
                .filteredOn(metric -> metric.name().equals("accuracy"))
                .hasSize(1);
    }

    @Test
    void roundsAreAskedForPageByPage() throws Exception {
        rounds = 2500;

        ExportedRun run = read();

        assertThat(run.metrics())
                .filteredOn(metric -> metric.name().equals("counted"))
                .hasSize(2500);
        assertThat(asked).filteredOn(path -> path.contains("/rounds")).hasSize(3);
    }

    @Test
    void anAnswerThatIsNoJsonIsSaid() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> CoordinatorRuns.read(
                        _ -> "<html>".getBytes(StandardCharsets.UTF_8), "x", "digits", "/v1/jobs/digits"))
                .withMessageContaining("no JSON");
    }
}
