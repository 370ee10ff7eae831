package io.tifl.experiments.benchmark.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.SpecReader;
import io.tifl.protocol.ClientId;
import io.tifl.tiering.Splitting;
import io.tifl.tiering.TierPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BenchmarkProfilesTest {
    private static final BenchmarkSpec SPEC =
            SpecReader.parse("model: {name: mnist-cnn}\nworkload: {batch: 4}").getFirst();

    private static BenchmarkResult result(String follower, long micros) {
        return FakeRunner.result(SPEC, Duration.ofSeconds(1), follower, micros);
    }

    @Test
    void timePerExampleIsTheBatchsShareOfTheMean() {
        assertThat(BenchmarkProfiles.perExample(
                        List.of(result("slow", 1600), result("fast", 800), result("fast", 400))))
                .isEqualTo(Map.of(
                        new ClientId("slow"),
                        Duration.ofNanos(400_000),
                        new ClientId("fast"),
                        Duration.ofNanos(150_000)));
    }

    @Test
    void clientsAreTieredByTheirBenchmarks() {
        List<BenchmarkResult> results = new ArrayList<>();
        Map<ClientId, Integer> examples = new HashMap<>();
        for (int i = 0; i < 10; i++) {
            results.add(result("client-" + i, 1000L * (i + 1)));
            examples.put(new ClientId("client-" + i), 200);
        }
        examples.put(new ClientId("silent"), 200);
        Duration limit = Duration.ofMinutes(1);

        Map<ClientId, Duration> rounds = BenchmarkProfiles.perRound(BenchmarkProfiles.perExample(results), examples, 3);
        TierPlan plan = Splitting.quantile(2).plan(BenchmarkProfiles.profiles(examples.keySet(), rounds, limit));

        assertThat(rounds).containsEntry(new ClientId("client-1"), Duration.ofMillis(300));
        assertThat(plan.dropOuts()).containsExactly(new ClientId("silent"));
        assertThat(plan.tierOf(new ClientId("client-0"))).hasValue(0);
        assertThat(plan.tierOf(new ClientId("client-9"))).hasValue(plan.tierCount() - 1);
    }

    @Test
    void resultsOfDifferentModelsAreNotMixed() {
        BenchmarkSpec other = SpecReader.parse("model: {name: other}").getFirst();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> BenchmarkProfiles.perExample(
                        List.of(result("a", 1), FakeRunner.result(other, Duration.ofSeconds(1)))))
                .withMessageContaining("2 kinds");
    }
}
