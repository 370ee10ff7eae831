package io.tifl.experiments.benchmark.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Counts;
import io.tifl.experiments.benchmark.result.DeviceInfo;
import io.tifl.experiments.benchmark.result.Energy;
import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.result.Verdict;
import io.tifl.experiments.benchmark.run.BenchmarkRunner;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.reproduce.Claim;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.study.QuantizationData;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts about served models, with measurements that somebody made up. */
class ServedStudyTest {
    @TempDir
    private Path folder;

    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

    /** Every request takes 2 ms, and was sent so late. */
    private MeasuredRuns runs(long lateNanos) {
        BenchmarkRunner runner = (spec, trained, _) -> {
            ran.add(spec.name()
                    + trained.map(model -> " of " + model.spec().name()).orElse(""));
            return result(spec, lateNanos);
        };
        return new MeasuredRuns(runner, folder);
    }

    private static BenchmarkResult result(BenchmarkSpec spec, long lateNanos) {
        double rate = spec.workload().rate();
        Measurement run = new Measurement(
                1,
                (long) rate,
                1,
                Duration.ofSeconds(1),
                rate,
                new Counts((long) rate, 0, 0, 0, 0),
                Map.of(Stage.LATENCY, times(2_000_000)),
                times(lateNanos),
                0.5,
                new Verdict(Verdict.Outcome.PASS, 0, ""));
        return new BenchmarkResult(
                spec,
                new DeviceInfo("me", "a processor", 2, 1, "a system", "25", 0, 0),
                List.of(run, run, run),
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                new Energy(Double.NaN, Energy.Source.UNKNOWN),
                Instant.EPOCH,
                Duration.ofSeconds(3),
                List.of());
    }

    private static Latencies times(long nanos) {
        Histogram times = Latencies.recorder();
        for (int i = 0; i < 1000; i++) {
            Latencies.record(times, nanos);
        }
        return Latencies.of(times);
    }

    private static boolean holds(Findings findings, String words) {
        return findings.claims().stream()
                .filter(claim -> claim.text().contains(words))
                .findFirst()
                .map(Claim::holds)
                .orElseThrow();
    }

    @Test
    void generatorIsOnTimeUpToAMillisecondAndNoLater() throws Exception {
        Findings late = new GeneratorCheck(runs(1_200_000), Optional.empty()).run(_ -> {});
        assertThat(holds(late, "within 1 ms")).isFalse();
        assertThat(late.paragraphs()).anyMatch(text -> text.contains("wrk is not installed"));
        assertThat(ran).containsExactly("g-rate-1000", "g-rate-5000", "g-rate-10000", "g-rate-20000");
    }

    @Test
    void generatorThatIsOnTimeIsSaidToBe() throws Exception {
        assertThat(holds(new GeneratorCheck(runs(900_000), Optional.empty()).run(_ -> {}), "within 1 ms"))
                .isTrue();
    }

    @Test
    @Tag("slow")
    void bothEnginesServeTheNetworksThatWereTrained() throws Exception {
        Findings findings = new FloatsAndBytes(runs(0), new QuantizationData(null)).run(_ -> {});

        assertThat(ran)
                .contains("i8-mlp-int8-busy of mlp", "i8-small-cnn-compiled-steady of small-cnn")
                .hasSize(8);
        assertThat(holds(findings, "1 point of accuracy")).isTrue();
        assertThat(findings.paragraphs()).anyMatch(text -> text.contains("generated patterns"));
        assertThat(findings.tables().getFirst().markdown())
                .contains("| mlp | int8 |")
                .contains("| 2.00 | 2.00 |");
    }
}
