package io.tifl.experiments.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is told of a job whose coordinator says what a test wants. */
class JobWatchTest {
    private final Map<String, String> answers = new HashMap<>();
    private final List<String> told = new ArrayList<>();

    private JobWatch watch(long from) {
        Operator operator = (_, path, _) -> {
            String answer = answers.get(path);
            if (answer == null) {
                throw new IOException("404 " + path);
            }
            return answer.getBytes(StandardCharsets.UTF_8);
        };
        return new JobWatch(new OperatorCalls(operator), "demo", from, told::add);
    }

    @Test
    void roundsTiersAndMovesAreTold() throws Exception {
        answers.put("/v1/jobs/demo", "{\"status\":\"completed\",\"reason\":\"\"}");
        answers.put("/v1/jobs/demo/tiers", "{\"tiers\":[{\"tier\":0,\"meanSeconds\":0.52}]}");
        answers.put("/v1/jobs/demo/tiers/0/clients", "[{\"client\":\"a\"},{\"client\":\"b\"}]");
        answers.put(
                "/v1/jobs/demo/rounds?from=7",
                "[{\"round\":7,\"status\":\"committed\",\"tier\":1,\"asked\":2,\"counted\":1,\"seconds\":1.25,\"accuracy\":0.5}]");
        answers.put(
                "/v1/jobs/demo/tiers/history?from=8",
                "[{\"round\":8,\"moves\":[{\"client\":\"a\",\"from\":0,\"to\":1},{\"client\":\"b\",\"from\":null,\"to\":0}]}]");
        JobWatch watch = watch(7);

        assertThat(watch.follow()).isEqualTo("completed");

        assertThat(told)
                .contains(
                        "  tier 0, 0.5 s: a, b",
                        "round 8: tier 1, 1 of 2 clients, 1.3 s, accuracy 50.0 %",
                        "  a moves from tier 0 to tier 1")
                .noneMatch(line -> line.contains("b moves"));
        assertThat(watch.accuracy()).hasValue(0.5);
        assertThat(watch.rounds()).isEqualTo(8);
    }

    @Test
    void roundsThatFailAndJobsThatDoAreNamed() throws Exception {
        answers.put("/v1/jobs/demo", "{\"status\":\"failed\",\"reason\":\"nobody is there\"}");
        answers.put(
                "/v1/jobs/demo/rounds?from=0",
                "[{\"round\":0,\"status\":\"failed\",\"tier\":null,\"asked\":2,\"counted\":0,\"seconds\":30.0,\"accuracy\":null}]");
        answers.put("/v1/jobs/demo/tiers/history?from=1", "[]");
        JobWatch watch = watch(0);

        assertThat(watch.follow()).isEqualTo("failed");

        assertThat(told)
                .containsExactly(
                        "round 1: all tiers, 0 of 2 clients, 30.0 s, failed", "the job failed: nobody is there");
        assertThat(watch.accuracy()).isEmpty();
    }

    @Test
    void coordinatorThatIsGoneEndsTheWatching() {
        assertThatThrownBy(() -> watch(0).follow())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("404");
    }
}
