package io.tifl.experiments.benchmark.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.benchmark.schedule.Estimates.Actual;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.SpecReader;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class EstimatesTest {
    private static BenchmarkSpec spec(String workload) {
        return SpecReader.parse("model: {name: mnist-cnn}\nrepeats: 2\nworkload: " + workload)
                .getFirst();
    }

    @Test
    void whatTheBenchmarkSaysIsKnownFromTheStart() {
        double ten = Estimates.none().of(spec("{seconds: 10, rate: 100}"), "a");
        double sixty = Estimates.none().of(spec("{seconds: 60, rate: 100}"), "a");

        assertThat(sixty - ten).isCloseTo(100, within(1e-9));
    }

    @Test
    void aRequiredNumberOfRequestsCanTakeLongerThanTheDuration() {
        Estimates none = Estimates.none();

        assertThat(none.of(spec("{seconds: 10, rate: 10, requests: 1000}"), "a")
                        - none.of(spec("{seconds: 10, rate: 10}"), "a"))
                .isCloseTo(180, within(1e-9));
    }

    @Test
    void overheadAndLatencyAreLearnt() {
        BenchmarkSpec blocking = spec("{mode: blocking, seconds: 0, requests: 1000}");
        Estimates learnt = Estimates.none().after(blocking, "a", new Actual(105, 100, 0.05, Double.NaN));

        assertThat(learnt.of(blocking, "a")).isCloseTo(5 + 2 * 1000 * 0.05, within(1e-9));
    }

    @Test
    void learningConvergesToWhatIsSeen() {
        BenchmarkSpec burst = spec("{mode: burst, concurrency: 10}");
        Estimates estimates = Estimates.none();
        for (int i = 0; i < 40; i++) {
            estimates = estimates.after(burst, "a", new Actual(20 + i % 2, 4, 2, Double.NaN));
        }

        assertThat(estimates.of(burst, "a")).isCloseTo(16.5 + 4, within(0.2));
    }

    @Test
    void anotherDeviceStandsInUntilThisOneIsKnown() {
        BenchmarkSpec burst = spec("{mode: burst}");
        Estimates learnt = Estimates.none().after(burst, "slow", new Actual(100, 0, 0, Double.NaN));

        assertThat(learnt.of(burst, "new")).isEqualTo(learnt.of(burst, "slow"));
        assertThat(learnt.after(burst, "new", new Actual(10, 0, 0, Double.NaN)).of(burst, "new"))
                .isCloseTo(10, within(1e-9));
    }

    @Test
    void nonsenseTeachesNothing() {
        BenchmarkSpec burst = spec("{mode: burst}");
        Estimates before = Estimates.none().after(burst, "a", new Actual(10, 5, 1, Double.NaN));

        for (Actual nonsense : new Actual[] {
            new Actual(Double.NaN, 5, -1, -3),
            new Actual(3, 5, Double.NEGATIVE_INFINITY, Double.NaN),
            new Actual(Double.POSITIVE_INFINITY, 5, Double.NaN, 0)
        }) {
            assertThat(before.after(burst, "a", nonsense).of(burst, "a")).isEqualTo(before.of(burst, "a"));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Estimates.Learnt(-1, 0, 0, 0))
                .withMessageContaining("-1.0");
    }

    @Test
    void everyModeHasAFiniteEstimate() {
        for (String mode : new String[] {
            "blocking", "burst", "poisson", "concurrency", "progressive", "constant", "gamma", "trace, times: [0, 3]"
        }) {
            assertThat(Estimates.none().of(spec("{mode: " + mode + "}"), "a"))
                    .as(mode)
                    .isPositive()
                    .isFinite();
        }
        assertThat(Estimates.none().of(spec("{mode: blocking, seconds: 0, requests: 100000000}"), "a"))
                .isLessThanOrEqualTo(7 * 86_400);
    }

    @Test
    void whatWasLearntSurvivesAsJson() {
        Estimates learnt = Estimates.none()
                .after(spec("{mode: burst}"), "Xeon × 2", new Actual(10, 5, 1, Double.NaN))
                .after(spec("{batch: 4}"), "b|c", new Actual(11, 5, 1, 3));
        JsonMapper json = JsonMapper.shared();

        assertThat(json.readValue(json.writeValueAsString(learnt), Estimates.class))
                .isEqualTo(learnt);
        assertThat(Estimates.of(Map.of())).isEqualTo(Estimates.none());
    }
}
