package io.tifl.experiments.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.benchmark.result.Counts;
import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.result.Verdict;
import io.tifl.experiments.benchmark.serve.ServiceTime;
import io.tifl.experiments.benchmark.serve.SimulatedServer;
import io.tifl.experiments.benchmark.spec.Workload;
import io.tifl.protocol.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class PeakSearchTest {
    private static final Workload WORKLOAD = Workloads.of("mode: progressive, rate: 10, growth: 0.5, window: 600");

    private final List<Double> rates = new ArrayList<>();

    private PeakSearch.Found search(int trials, Workload workload, Answering answering) throws InterruptedException {
        return new PeakSearch(trials).search(workload, (window, number) -> {
            rates.add(window.rate());
            return answering.measured(window, number);
        });
    }

    private interface Answering {
        Measurement measured(Workload window, int number) throws InterruptedException;
    }

    private static Measurement measurement(Verdict.Outcome outcome, double latencyMillis) {
        Histogram histogram = Latencies.recorder();
        Latencies.record(histogram, Math.round(latencyMillis * 1e6));
        return new Measurement(
                1,
                100,
                1,
                Duration.ofSeconds(1),
                100,
                new Counts(100, 0, 0, 0, 0),
                Map.of(Stage.LATENCY, Latencies.of(histogram)),
                Latencies.none(),
                Double.NaN,
                new Verdict(outcome, 0, "so"));
    }

    private static Measurement upTo(double most, Workload window) {
        return measurement(window.rate() <= most ? Verdict.Outcome.TOO_FEW : Verdict.Outcome.FAIL, 1);
    }

    @Test
    void rateGrowsUntilTheObjectiveBreaksAndTheGapIsHalved() throws InterruptedException {
        PeakSearch.Found found = search(1, WORKLOAD, (window, _) -> upTo(30, window));

        assertThat(rates).containsExactly(10.0, 15.0, 22.5, 33.75, 28.125, 30.9375, 29.53125, 30.234375);
        assertThat(found.peak()).hasValue(29.53125);
        assertThat(found.windows()).hasSize(rates.size());
    }

    @Test
    void rateThatNeverHeldIsNoPeak() throws InterruptedException {
        assertThat(search(1, WORKLOAD, (window, _) -> upTo(0, window)).peak()).isEmpty();
        assertThat(search(1, WORKLOAD, (window, _) -> upTo(3, window)).peak()).hasValueCloseTo(2.5, within(0.001));
    }

    @Test
    void searchEndsWhereNothingBreaks() throws InterruptedException {
        PeakSearch.Found found = search(
                1, Workloads.of("mode: progressive, rate: 900000, growth: 0.1"), (window, _) -> upTo(1e9, window));

        assertThat(found.peak()).hasValueCloseTo(990_000.0, within(1.0));
        assertThat(found.notes()).singleElement().asString().contains("highest rate");
    }

    @Test
    void generatorThatCannotKeepUpIsNotTheServersPeak() throws InterruptedException {
        PeakSearch.Found found = search(
                1,
                WORKLOAD,
                (window, _) -> measurement(window.rate() > 20 ? Verdict.Outcome.INVALID : Verdict.Outcome.PASS, 1));

        assertThat(found.notes()).isNotEmpty().allMatch(note -> note.contains("more than this machine can send"));
    }

    @Test
    void rateIsTriedUntilThreeWindowsAgree() throws InterruptedException {
        PeakSearch.Found found = search(
                10,
                WORKLOAD,
                (window, number) ->
                        window.rate() > 10 ? upTo(0, window) : measurement(Verdict.Outcome.PASS, number == 1 ? 5 : 1));

        assertThat(rates.subList(0, 6)).containsExactly(10.0, 10.0, 10.0, 10.0, 10.0, 15.0);
        assertThat(found.peak()).hasValue(10.0);
    }

    @Test
    void rateWhoseWindowsNeverAgreeDoesNotHold() throws InterruptedException {
        PeakSearch.Found found =
                search(4, WORKLOAD, (_, number) -> measurement(Verdict.Outcome.PASS, number % 2 == 0 ? 5 : 1));

        assertThat(found.peak()).isEmpty();
        assertThat(found.notes()).first().asString().contains("4 windows did not agree");
    }

    // P[W > t] of M/D/1 falls as (1-r)/(r e^x - 1) e^(-xt/s) with r (e^x - 1) = x: at r = .49, 95 % of latencies are
    // below 3 s = 30 ms.
    @Test
    void peakOfASimulatedServerLiesBelowItsCapacity() throws InterruptedException {
        PeakSearch.Found found = search(1, WORKLOAD, (window, number) -> {
            VirtualTimeline time = new VirtualTimeline();
            return new LoadGenerator(time)
                    .run(
                            new SimulatedServer(
                                    time,
                                    ServiceTime.fixed(10_000_000),
                                    Workloads.server("queue: 10000"),
                                    new Seed(number)),
                            window,
                            Workloads.within(30),
                            new Seed(number),
                            _ -> {});
        });

        assertThat(found.peak().orElseThrow()).isBetween(44.0, 54.0);
    }
}
