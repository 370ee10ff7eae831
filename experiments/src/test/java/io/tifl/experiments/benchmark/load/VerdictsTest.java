package io.tifl.experiments.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.benchmark.result.Counts;
import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Verdict;
import io.tifl.experiments.benchmark.result.Verdict.Outcome;
import io.tifl.experiments.benchmark.spec.Objective;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictsTest {
    private static final Objective P99 = new Objective(99, Duration.ofMillis(100), 0.99);

    private static Verdict verdict(Counts counts) {
        return Verdicts.of(P99, counts, Latencies.none());
    }

    // MLPerf's figures: 459 at the 99th percentile without a miss; with one, 64 at the 90th (SingleStream's least
    // number of queries)
    // and 662 at the 99th (MultiStream's). The others by exact rational sums.
    @ParameterizedTest
    @CsvSource({"0, .99, 459", "1, .99, 662", "0, .9, 44", "1, .9, 64", "2, .9, 81", "2, .99, 838", "10, .99, 2010"})
    void neededRequestsAreThoseOfLoadGen(long misses, double percentile, long needed) {
        assertThat(Verdicts.needed(misses, 1 - percentile, 0.99)).isEqualTo(needed);
        assertThat(exactly(misses, needed, 1 - percentile)).isLessThanOrEqualTo(0.01);
        assertThat(exactly(misses, needed - 1, 1 - percentile)).isGreaterThan(0.01);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, .5",
        "0, 459, .01",
        "1, 662, .01",
        "3, 10, .25",
        "9, 10, .9",
        "50, 1000, .05",
        "49, 1000, .05",
        "60, 1000, .05",
        "300, 1000, .3",
        "0, 2000, .001",
        "7, 2000, .001",
        "999, 1000, .5",
        "1, 1000, .9"
    })
    void tailsAreExactToNineDigits(long most, long trials, double chance) {
        double exact = exactly(most, trials, chance);

        assertThat(BinomialTail.atMost(most, trials, chance)).isCloseTo(exact, within(1e-9 * exact + 1e-300));
    }

    @Test
    void tailsOfAHundredMillionTrialsAreThoseOfTheNormalDistribution() {
        long trials = 100_000_000;
        double deviation = Math.sqrt(trials * 0.01 * 0.99);

        assertThat(BinomialTail.atMost(1_000_000, trials, 0.01)).isCloseTo(0.5, within(1e-3));
        assertThat(BinomialTail.atMost(Math.round(1_000_000 - 2.3263 * deviation), trials, 0.01))
                .isCloseTo(0.01, within(1e-4));
        assertThat(BinomialTail.atMost(Math.round(1_000_000 + 2.3263 * deviation), trials, 0.01))
                .isCloseTo(0.99, within(1e-4));
    }

    @Test
    void tailsEndAtNothingAndAtAll() {
        assertThat(BinomialTail.atMost(-1, 5, 0.5)).isZero();
        assertThat(BinomialTail.atMost(5, 5, 0.5)).isOne();
        assertThat(BinomialTail.atMost(0, 0, 0.5)).isOne();
    }

    @Test
    void oneRequestShortOfLoadGensNumberIsTooFew() {
        assertThat(verdict(new Counts(459, 0, 0, 0, 0)).outcome()).isEqualTo(Outcome.PASS);
        assertThat(verdict(new Counts(458, 0, 0, 0, 0))).satisfies(verdict -> {
            assertThat(verdict.outcome()).isEqualTo(Outcome.TOO_FEW);
            assertThat(verdict.needed()).isEqualTo(459);
            assertThat(verdict.reason()).contains("459");
        });
    }

    @Test
    void lateOnesErrorsRefusalsAndTimeoutsAllMiss() {
        assertThat(verdict(new Counts(661, 1, 0, 0, 0)).outcome()).isEqualTo(Outcome.PASS);
        assertThat(verdict(new Counts(661, 0, 1, 0, 0)).outcome()).isEqualTo(Outcome.PASS);
        assertThat(verdict(new Counts(661, 0, 0, 1, 0)).outcome()).isEqualTo(Outcome.PASS);
        assertThat(verdict(new Counts(661, 0, 0, 0, 1)).outcome()).isEqualTo(Outcome.PASS);
        assertThat(verdict(new Counts(660, 0, 0, 0, 1)).outcome()).isEqualTo(Outcome.TOO_FEW);
        assertThat(verdict(new Counts(960, 10, 10, 10, 10)).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void shareOfMissesAtTheLimitIsNotYetAFailure() {
        assertThat(verdict(new Counts(990, 10, 0, 0, 0)).outcome()).isEqualTo(Outcome.TOO_FEW);
        assertThat(verdict(new Counts(989, 11, 0, 0, 0)).outcome()).isEqualTo(Outcome.FAIL);
        Objective p90 = new Objective(90, Duration.ofMillis(100), 0.99);
        assertThat(Verdicts.of(p90, new Counts(90, 10, 0, 0, 0), Latencies.none())
                        .outcome())
                .isEqualTo(Outcome.TOO_FEW);
    }

    @Test
    void runWithoutAnAnswerShowsNothing() {
        assertThat(verdict(Counts.none()).outcome()).isEqualTo(Outcome.INVALID);
        assertThat(verdict(new Counts(0, 0, 500, 500, 500)).outcome()).isEqualTo(Outcome.INVALID);
    }

    @Test
    void runWhoseGeneratorFellBehindShowsNothing() {
        Histogram lag = Latencies.recorder();
        Latencies.record(lag, 9_000_000);
        assertThat(Verdicts.of(P99, new Counts(459, 0, 0, 0, 0), Latencies.of(lag))
                        .outcome())
                .isEqualTo(Outcome.PASS);

        Latencies.record(lag, 11_000_000);
        assertThat(Verdicts.of(P99, new Counts(459, 0, 0, 0, 0), Latencies.of(lag)))
                .satisfies(verdict -> {
                    assertThat(verdict.outcome()).isEqualTo(Outcome.INVALID);
                    assertThat(verdict.reason()).contains("11.0").contains("behind its plan");
                });
    }

    private static double exactly(long most, long trials, double chance) {
        BigDecimal success = new BigDecimal(chance);
        BigDecimal failure = BigDecimal.ONE.subtract(success);
        BigDecimal sum = BigDecimal.ZERO;
        BigInteger ways = BigInteger.ONE;
        MathContext digits = new MathContext(50);
        for (long k = 0; k <= most; k++) {
            sum = sum.add(new BigDecimal(ways)
                    .multiply(success.pow((int) k, digits), digits)
                    .multiply(failure.pow((int) (trials - k), digits), digits));
            ways = ways.multiply(BigInteger.valueOf(trials - k)).divide(BigInteger.valueOf(k + 1));
        }
        return sum.doubleValue();
    }
}
