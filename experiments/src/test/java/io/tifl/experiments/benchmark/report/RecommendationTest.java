package io.tifl.experiments.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.experiments.benchmark.report.Recommendation.Wish;
import io.tifl.experiments.benchmark.result.BenchmarkResult;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RecommendationTest {
    private static final List<BenchmarkResult> RESULTS = SampleResults.all();

    private static Recommendation recommend(double rate, long milliseconds, OptionalDouble cap) {
        return Recommendation.of(RESULTS, new Wish(rate, 95, Duration.ofMillis(milliseconds), cap));
    }

    @Test
    void theCheapestThatMeetsTheObjectiveWins() {
        Recommendation recommendation = recommend(80, 60, OptionalDouble.empty());

        // dl4j costs half of compiled and keeps 60 ms at 100 requests per second.
        assertThat(recommendation.best().orElseThrow().result().spec().name()).startsWith("dl4j-rate-");
        assertThat(recommendation.runnersUp())
                .anyMatch(choice -> choice.result().spec().name().startsWith("compiled-rate-"));
        assertThat(recommendation.sentences().getFirst())
                .startsWith("Take dl4j-rate-")
                .contains("p95 is", "0.1 per hour");
    }

    @Test
    void aHigherRateNeedsTheFasterServer() {
        assertThat(recommend(250, 60, OptionalDouble.empty())
                        .best()
                        .orElseThrow()
                        .result()
                        .spec()
                        .name())
                .startsWith("compiled-rate-");
    }

    @Test
    void everyOneThatDoesNotFitIsNamedWithTheReason() {
        Recommendation recommendation = recommend(250, 60, OptionalDouble.of(0.15));

        assertThat(recommendation.best()).isEmpty();
        assertThat(recommendation.refused()).hasSameSizeAs(Merging.byKind(RESULTS));
        assertThat(recommendation.refused())
                .anyMatch(reason -> reason.contains("above the cap of 0.15"))
                .anyMatch(reason -> reason.contains("nobody said its price"))
                .anyMatch(reason -> reason.contains("250 are asked for"));
        assertThat(recommend(300, 2, OptionalDouble.empty()).refused())
                .anyMatch(reason -> reason.contains("above 2 ms"));
    }

    @Test
    void impossibleWishesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Wish(0, 95, Duration.ofMillis(1), OptionalDouble.empty()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Wish(1, 100, Duration.ofMillis(1), OptionalDouble.empty()));
    }
}
