package io.tifl.experiments.benchmark.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.experiments.benchmark.spec.SpecReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ResultFormatTest {
    private static Latencies latencies(long... micros) {
        Histogram recorder = Latencies.recorder();
        for (long one : micros) {
            Latencies.record(recorder, one * 1000);
        }
        return Latencies.of(recorder);
    }

    private static BenchmarkResult result(double peakGflops, Optional<ModelCost> cost) {
        Measurement measurement = new Measurement(
                7,
                5,
                2,
                Duration.ofMillis(2500),
                2,
                new Counts(3, 1, 0, 1, 0),
                Map.of(Stage.LATENCY, latencies(100, 200, 300, 5000), Stage.INFERENCE, latencies(90)),
                latencies(3),
                Double.NaN,
                new Verdict(Verdict.Outcome.TOO_FEW, 90, "too few"));
        return new BenchmarkResult(
                SpecReader.parse("name: x\nmodel: {family: conv}").getFirst(),
                new DeviceInfo("f1", "some processor", 2, 1L << 34, "Linux", "25", peakGflops, Double.NaN),
                List.of(measurement, measurement),
                Optional.of(Duration.ofMillis(1234)),
                OptionalDouble.empty(),
                cost,
                new Energy(Double.NaN, Energy.Source.UNKNOWN),
                Instant.parse("2026-01-02T03:04:05.678Z"),
                Duration.ofSeconds(9),
                List.of("a note"));
    }

    @Test
    void resultsComeBackAsTheyWere() {
        for (BenchmarkResult result :
                List.of(result(Double.NaN, Optional.empty()), result(12.5, Optional.of(new ModelCost(10, 20, 8))))) {
            assertThat(ResultFormat.read(ResultFormat.write(result))).isEqualTo(result);
        }
    }

    @Test
    void repeatsAddUp() {
        BenchmarkResult result = result(1, Optional.empty());

        assertThat(result.counts()).isEqualTo(new Counts(6, 2, 0, 2, 0));
        assertThat(result.stage(Stage.LATENCY).count()).isEqualTo(8);
        assertThat(result.stages()).containsOnlyKeys(Stage.LATENCY, Stage.INFERENCE);
        assertThat(result.repeats().getFirst().throughput()).isEqualTo(2 * 4 / 2.5);
        assertThat(result.repeats().getFirst().attainment()).isEqualTo(0.6);
    }

    @Test
    void percentilesOfMergedHistogramsAreThoseOfTheUnion() {
        Latencies quick = latencies(1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000);
        Latencies slow = latencies(9000);

        Latencies both = Latencies.merged(List.of(quick, slow));

        assertThat(both.percentile(90)).isCloseTo(0.001, within(1e-5));
        assertThat(both.percentile(99)).isCloseTo(0.009, within(1e-4));
        assertThat(both.within(Duration.ofMillis(5))).isEqualTo(9);
    }

    private static org.assertj.core.data.Offset<Double> within(double value) {
        return org.assertj.core.data.Offset.offset(value);
    }

    @Test
    void damagedResultsAreRefused() {
        String json = new String(ResultFormat.write(result(1, Optional.empty())), StandardCharsets.UTF_8);

        for (String damaged : List.of(
                "",
                "{}",
                "null",
                json.substring(0, json.length() / 2),
                json.replace("\"counts\"", "\"numbers\""),
                json.replace("\"ok\":3", "\"ok\":-3"),
                json.replaceFirst("\"latency\":\"....", "\"latency\":\"AAAA"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ResultFormat.read(damaged.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
