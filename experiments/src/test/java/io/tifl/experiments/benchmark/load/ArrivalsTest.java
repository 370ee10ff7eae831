package io.tifl.experiments.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.benchmark.spec.Workload;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalsTest {
    private static List<Long> times(String settings, long seed) {
        List<Long> times = new ArrayList<>();
        Arrivals.of(Workloads.of(settings), new Seed(seed)).times().forEachRemaining((long time) -> times.add(time));
        return times;
    }

    @Test
    void constantGapsAreExactHoweverLongThePlan() {
        assertThat(times("mode: constant, rate: 4, seconds: 1", 1))
                .containsExactly(0L, 250_000_000L, 500_000_000L, 750_000_000L);

        List<Long> thirds = times("mode: constant, rate: 3, seconds: 30000", 1);
        assertThat(thirds).hasSize(90_000);
        assertThat(thirds.getLast()).isEqualTo(29_999_666_666_667L);
    }

    @Test
    void planLastsUntilBothDurationAndRequestsAreReached() {
        assertThat(times("mode: constant, rate: 10, seconds: 1, requests: 3", 1))
                .hasSize(10);
        assertThat(times("mode: constant, rate: 10, seconds: 1, requests: 37", 1))
                .hasSize(37);
        assertThat(times("mode: poisson, rate: 10, seconds: 0, requests: 37", 1))
                .hasSize(37);
    }

    @Test
    void planIsNotCutToAMultipleOfTheBatch() {
        assertThat(times("mode: constant, rate: 10, seconds: 0, requests: 37, batch: 8", 1))
                .hasSize(37);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mode: poisson", "mode: gamma, shape: 0.3", "mode: gamma, shape: 5"})
    void sameSeedSamePlan(String mode) {
        String settings = mode + ", rate: 50, seconds: 20";

        assertThat(times(settings, 3)).isEqualTo(times(settings, 3)).isNotEqualTo(times(settings, 4));
    }

    @Test
    void everyReadingOfAPlanStartsAnew() {
        Arrivals arrivals = Arrivals.of(Workloads.of("mode: poisson, rate: 5"), new Seed(1));
        PrimitiveIterator.OfLong first = arrivals.times();
        first.nextLong();
        long second = first.nextLong();

        PrimitiveIterator.OfLong again = arrivals.times();
        again.nextLong();
        assertThat(again.nextLong()).isEqualTo(second);
    }

    // Mean 1/rate, variance 1/(shape rate^2); the mean of n gaps is off by 4 standard errors once in 16,000 seeds.
    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.5, 1, 2.5, 40})
    void gapsHaveTheMeanAndTheSpreadOfTheirDistribution(double shape) {
        int requests = 200_000;
        List<Long> times = times("mode: gamma, rate: 100, seconds: 0, requests: " + requests + ", shape: " + shape, 7);
        double sum = 0;
        double squares = 0;
        for (int i = 1; i < requests; i++) {
            double gap = (times.get(i) - times.get(i - 1)) / 1e7;
            sum += gap;
            squares += gap * gap;
        }
        double mean = sum / (requests - 1);
        double variance = squares / (requests - 1) - mean * mean;
        double error = Math.sqrt(1 / shape / requests);

        assertThat(mean).isCloseTo(1, within(4 * error));
        // The fourth moment of a gamma distribution is 3 + 6/shape variances squared.
        assertThat(variance * shape).isCloseTo(1, within(4 * Math.sqrt((2 + 6 / shape) / requests)));
    }

    @Test
    void planOfAHundredMillionRequestsTakesNoMemory() {
        Workload workload = Workloads.of("mode: poisson, rate: 1000000, seconds: 0, requests: 100000000");

        PrimitiveIterator.OfLong times = Arrivals.of(workload, new Seed(1)).times();

        assertThat(times.nextLong()).isZero();
        assertThat(times.hasNext()).isTrue();
    }

    @Test
    void burstIsAllAtOnceAndEndsByItself() {
        assertThat(times("mode: burst, concurrency: 5", 1)).hasSize(5).containsOnly(0L);
        assertThat(times("mode: burst, concurrency: 5, requests: 9", 1))
                .hasSize(9)
                .containsOnly(0L);
    }

    @Test
    void traceIsReplayedAndEndsByItself() {
        assertThat(times("mode: trace, times: [0, 0.25, 0.25, 3], requests: 50", 1))
                .containsExactly(0L, 250_000_000L, 250_000_000L, 3_000_000_000L);
    }

    @Test
    void rarestArrivalsDoNotOverflow() {
        List<Long> times = times("mode: gamma, rate: 0.000001, shape: 0.001, seconds: 0, requests: 10000", 1);

        assertThat(times).isSorted().allMatch(time -> time >= 0);
    }

    @Test
    void closedLoopsHaveNoPlan() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arrivals.of(Workloads.of("mode: concurrency"), new Seed(1)))
                .withMessageContaining("'concurrency'");
    }

    @Test
    void nothingIsPlannedAfterTheEnd() {
        PrimitiveIterator.OfLong times = Arrivals.of(Workloads.of("mode: burst, concurrency: 1"), new Seed(1))
                .times();
        times.nextLong();

        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(times::nextLong);
    }
}
