package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeEstimatorTest {
    private static final double[] LEVELS = {3.67, 4.7, 8.7, 17.4, 92.48};

    /** The latency levels that Table 2 of the paper implies; clients of a tier differ by up to {@code spread}. */
    private static TierPlan plan(double spread) {
        RandomGenerator random = new Seed(21).generator();
        Map<ClientId, Duration> latencies = new LinkedHashMap<>();
        for (int i = 0; i < 50; i++) {
            double seconds = LEVELS[i / 10] * (1 - spread * random.nextDouble());
            latencies.put(Plans.client(i), Duration.ofNanos(Math.round(seconds * 1e9)));
        }
        return new Splitting(new QuantileSplit(), OptionalInt.of(5), 5).plan(Profiles.of(latencies));
    }

    private record Simulated(double mean, double deviation) {}

    private static Simulated rounds(PolicyRecipe recipe, TierPlan plan, int rounds) {
        Seed seed = new Seed(99);
        double sum = 0;
        double squares = 0;
        for (int round = 0; round < rounds; round++) {
            double seconds = recipe
                    .selection()
                    .select(plan, 5, seed.child(round).generator())
                    .clients()
                    .stream()
                    .mapToDouble(client -> plan.latency(client).orElseThrow().toNanos() / 1e9)
                    .max()
                    .orElseThrow();
            sum += seconds;
            squares += seconds * seconds;
        }
        double mean = sum / rounds;
        return new Simulated(mean, Math.sqrt(squares / rounds - mean * mean));
    }

    @ParameterizedTest
    @ValueSource(strings = {"slow", "uniform", "random", "fast"})
    void estimateIsWithinSixPercentOfASimulation(String policy) {
        PolicyRecipe recipe = SchedulingPolicy.catalog().get(policy).recipe(Settings.none());
        TierPlan plan = recipe.tiering().start(plan(0.05));
        int rounds = 10_000;

        double actual = rounds(recipe, plan, rounds).mean() * rounds;

        Duration simulated = Duration.ofMillis(Math.round(actual * 1000));
        assertThat(TimeEstimator.mape(TimeEstimator.training(plan, rounds), simulated))
                .isLessThanOrEqualTo(6);
    }

    @Test
    void vanillaFormulaIsWithinThreeDeviationsOfASimulation() {
        PolicyRecipe recipe = new VanillaPolicy().recipe(Settings.none());
        TierPlan plan = recipe.tiering().start(plan(0));
        int rounds = 10_000;

        Simulated simulated = rounds(recipe, plan, rounds);

        double expected = TimeEstimator.vanillaRound(plan, 5).toNanos() / 1e9;
        assertThat(simulated.mean()).isCloseTo(expected, within(3 * simulated.deviation() / Math.sqrt(rounds)));
    }

    @Test
    void vanillaRoundFollowsTheChancesOfTheSlowestTier() {
        TierPlan plan = plan(0);

        double expected = TimeEstimator.vanillaRound(plan, 5).toNanos() / 1e9;

        assertThat(expected)
                .isCloseTo(.0001 * 3.67 + .0072 * 4.7 + .0599 * 8.7 + .2433 * 17.4 + .6894 * 92.48, within(0.02));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.05, 0.9})
    void expectedRoundsAreWithinThreeDeviationsOfASimulationHoweverWideTiersAre(double spread) {
        int rounds = 10_000;
        PolicyRecipe vanilla = new VanillaPolicy().recipe(Settings.none());
        PolicyRecipe slow = SchedulingPolicy.catalog().get("slow").recipe(Settings.none());
        TierPlan plan = vanilla.tiering().start(plan(spread));

        Simulated untiered = rounds(vanilla, plan, rounds);
        Simulated slowest = rounds(slow, slow.tiering().start(plan), rounds);

        assertThat(TimeEstimator.expectedVanillaRound(plan, 5).toNanos() / 1e9)
                .isCloseTo(untiered.mean(), within(3 * untiered.deviation() / Math.sqrt(rounds) + 1e-6));
        assertThat(TimeEstimator.expectedTierRound(plan, 4, 5).toNanos() / 1e9)
                .isCloseTo(slowest.mean(), within(3 * slowest.deviation() / Math.sqrt(rounds) + 1e-6));
    }

    @Test
    void expectedRoundOfEqualClientsIsTheirLatencyAndOfNobodyIsZero() {
        TierPlan plan = Plans.paper();

        assertThat(TimeEstimator.expectedTierRound(plan, 4, 3)).isEqualTo(Duration.ofSeconds(16));
        assertThat(TimeEstimator.expectedTierRound(plan, 4, 500)).isEqualTo(Duration.ofSeconds(16));
        assertThat(TimeEstimator.expectedVanillaRound(plan, 0)).isZero();
        assertThat(TimeEstimator.expectedVanillaRound(Splitting.quantile(1).plan(Profiles.of(Map.of())), 5))
                .isZero();
    }

    @Test
    void estimateOfTheSlowPolicyIsThatOfTheSlowestTier() {
        TierPlan plan = Plans.paper().withProbabilities(0, 0, 0, 0, 1);

        assertThat(TimeEstimator.training(plan, 500)).isEqualTo(Duration.ofSeconds(8000));
        assertThat(TimeEstimator.round(Plans.paper())).isEqualTo(Duration.ofMillis(6200));
    }

    @Test
    void wholePopulationTakesAsLongAsItsSlowestClient() {
        assertThat(TimeEstimator.vanillaRound(Plans.paper(), 50)).isEqualTo(Duration.ofSeconds(16));
        assertThat(TimeEstimator.vanillaRound(Plans.paper(), 5000)).isEqualTo(Duration.ofSeconds(16));
        assertThat(TimeEstimator.vanillaRound(Plans.paper(), 0)).isZero();
        assertThat(TimeEstimator.vanillaRound(Splitting.quantile(1).plan(Profiles.of(Map.of())), 5))
                .isZero();
    }

    @Test
    void errorIsAShareOfTheActualTime() {
        assertThat(TimeEstimator.mape(Duration.ofSeconds(46_242), Duration.ofSeconds(44_977)))
                .isCloseTo(2.8126, within(1e-4));
        assertThat(TimeEstimator.mape(Duration.ofSeconds(90), Duration.ofSeconds(100)))
                .isCloseTo(10, within(1e-12));
        assertThatThrownBy(() -> TimeEstimator.mape(Duration.ofSeconds(1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
