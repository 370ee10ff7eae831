package io.tifl.experiments.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.experiments.benchmark.report.Diff.Verdict;
import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DiffTest {
    private static BenchmarkResult run(String name, int seeds, int requests, double service) {
        BenchmarkSpec spec = SampleResults.spec("name: " + name + "\nworkload: {mode: blocking}");
        Measurement[] repeats = LongStream.range(0, seeds)
                .mapToObj(seed -> SampleResults.closed(spec, 100L * requests + seed, requests, service, 0.2))
                .toArray(Measurement[]::new);
        return SampleResults.result(spec, SampleResults.device("a"), Optional.empty(), repeats);
    }

    private static Diff diff(BenchmarkResult first, BenchmarkResult second) {
        return Diff.of(List.of(first), List.of(second), 0.05);
    }

    @Test
    void aSlowerRunIsWorseInEveryFigure() {
        Diff diff = diff(run("x", 3, 2000, 0.010), run("x", 3, 2100, 0.012));

        assertThat(diff.lines()).extracting(Diff.Line::figure).containsExactly("p50", "p95", "p99", "throughput");
        assertThat(diff.lines()).allMatch(line -> line.verdict() == Verdict.WORSE);
        assertThat(diff.isWorse()).isTrue();
        assertThat(diff.lines()).allMatch(line -> line.low() < line.ratio() && line.ratio() < line.high());
    }

    @Test
    void aQuickerRunIsBetterInEveryFigure() {
        assertThat(diff(run("x", 1, 2000, 0.012), run("x", 1, 2100, 0.010)).lines())
                .allMatch(line -> line.verdict() == Verdict.BETTER);
    }

    @Test
    void anotherSeedIsNoDifference() {
        Diff diff = diff(run("x", 3, 2000, 0.010), run("x", 3, 2100, 0.010));

        assertThat(diff.lines()).allMatch(line -> line.verdict() == Verdict.NO_DIFFERENCE);
        assertThat(diff.lines()).allMatch(line -> line.low() < 1 && line.high() > 1);
    }

    @Test
    void fewRequestsShowNoDifferenceThatManyShow() {
        assertThat(diff(run("x", 1, 12, 0.010), run("x", 1, 13, 0.0112)).isWorse())
                .isFalse();
        assertThat(diff(run("x", 1, 20_000, 0.010), run("x", 1, 21_000, 0.0112)).isWorse())
                .isTrue();
    }

    @Test
    void changesWithinTheToleranceAreNone() {
        BenchmarkResult first = run("x", 1, 20_000, 0.010);
        BenchmarkResult second = run("x", 1, 21_000, 0.0103);

        assertThat(Diff.of(List.of(first), List.of(second), 0.05).isWorse()).isFalse();
        assertThat(Diff.of(List.of(first), List.of(second), 0).isWorse()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> Diff.of(List.of(), List.of(), -0.1));
    }

    @Test
    void whatHasNoPartnerIsNamed() {
        Diff diff = diff(run("x", 1, 10, 0.01), run("y", 1, 10, 0.01));

        assertThat(diff.lines()).isEmpty();
        assertThat(diff.unpaired()).containsExactly("x is in the first only", "y is in the second only");
    }
}
