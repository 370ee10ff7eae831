package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdaptivePolicyTest {
    private static final Settings TEN_ROUNDS =
            Settings.none().with("rounds", 10).with("credits", "equal");

    private static PolicyRecipe recipe(Settings settings) {
        return new AdaptivePolicy().recipe(settings);
    }

    private static List<OptionalDouble> accuracies(double... values) {
        return Arrays.stream(values).mapToObj(OptionalDouble::of).toList();
    }

    private static List<Double> probabilities(TierPlan plan) {
        return plan.tiers().stream().map(Tier::probability).toList();
    }

    @Test
    void startsWithEqualProbabilities() {
        TierPlan plan = recipe(TEN_ROUNDS).tiering().start(Plans.paper());

        assertThat(probabilities(plan)).containsOnly(.2);
        assertThat(plan.tiers()).allSatisfy(tier -> assertThat(tier.credits()).hasValue(2));
    }

    @Test
    void keepsProbabilitiesWhileTheTierImproves() {
        TieringPolicy policy = recipe(TEN_ROUNDS.with("interval", 1)).tiering();
        TierPlan plan = policy.start(Plans.paper().withInitialAccuracy(accuracies(.1, .1, .1, .1, .1)));

        TierPlan after = policy.adapt(plan, Plans.round(plan, 2, .05, .05, .2, .05, .05));

        assertThat(probabilities(after)).containsOnly(.2);
    }

    @Test
    void ranksTiersOnceTheCurrentOneStalls() {
        TieringPolicy policy = recipe(TEN_ROUNDS.with("interval", 1)).tiering();
        TierPlan plan = policy.start(Plans.paper().withInitialAccuracy(accuracies(.1, .1, .1, .1, .1)));

        TierPlan after = policy.adapt(plan, Plans.round(plan, 2, .5, .4, .1, .3, .2));

        assertThat(probabilities(after)).containsExactly(0.0, .1, .4, .2, .3);
    }

    @Test
    void looksOnlyEveryIntervalAndBackByOneInterval() {
        TieringPolicy policy = recipe(TEN_ROUNDS.with("interval", 2)).tiering();
        TierPlan plan = policy.start(Plans.paper().withInitialAccuracy(accuracies(.5, .5, .5, .5, .5)));

        TierPlan one = policy.adapt(plan, Plans.round(plan, 0, .1, .2, .3, .4, .45));
        TierPlan two = policy.adapt(one, Plans.round(one, 1, .2, .1, .3, .4, .45));

        assertThat(probabilities(one)).containsOnly(.2);
        assertThat(probabilities(two)).containsExactly(.3, .4, .2, .1, 0.0);
    }

    @Test
    void withoutTheInitialAccuracyTheFirstIntervalChangesNothing() {
        TieringPolicy policy = recipe(TEN_ROUNDS.with("interval", 1)).tiering();
        TierPlan plan = policy.start(Plans.paper());

        TierPlan after = policy.adapt(plan, Plans.round(plan, 0, .1, .2, .3, .4, .5));

        assertThat(probabilities(after)).containsOnly(.2);
    }

    @Test
    void accuraciesThatAreNotNumbersAreTakenAsNotMeasured() {
        TieringPolicy policy = recipe(TEN_ROUNDS.with("interval", 1)).tiering();
        TierPlan plan = policy.start(Plans.paper().withInitialAccuracy(accuracies(.5, .5, .5, .5, .5)));

        TierPlan after = policy.adapt(
                plan,
                new Feedback(
                        0,
                        Plans.round(plan, 0).cohort(),
                        new LinkedHashMap<>(),
                        new LinkedHashMap<>(),
                        accuracies(Double.NaN, .4, -1, 1e9, Double.POSITIVE_INFINITY)));

        assertThat(after.accuracy(0, 1)).hasValue(.5);
        assertThat(after.accuracy(1, 1)).hasValue(.4);
        assertThat(after.accuracy(3, 1)).hasValue(.5);
        assertThat(probabilities(after)).containsExactly(.3, .4, .2, .1, 0.0);
    }

    @Test
    @Timeout(10)
    void neverSpinsWhenCreditsRunOutAndStopsIfTold() {
        PolicyRecipe recipe = recipe(TEN_ROUNDS.with("when-spent", "stop"));
        TierPlan plan = recipe.tiering().start(Plans.paper());
        Seed seed = new Seed(5);

        for (int round = 0; round < 10; round++) {
            Cohort cohort = recipe.selection().select(plan, 5, seed.child(round).generator());
            assertThat(cohort.clients()).hasSize(5);
            plan = recipe.tiering().adapt(plan, Plans.round(plan, cohort.tier().orElseThrow()));
        }
        Cohort none = recipe.selection().select(plan, 5, seed.generator());

        assertThat(plan.tiers()).allSatisfy(tier -> assertThat(tier.credits()).hasValue(0));
        assertThat(none.clients()).isEmpty();
        assertThat(none.tier()).isEmpty();
    }

    @Test
    @Timeout(10)
    void goesOnWithoutCreditsIfTold() {
        PolicyRecipe recipe = recipe(TEN_ROUNDS.with("when-spent", "ignore"));
        TierPlan plan = recipe.tiering().start(Plans.paper()).withCredits(0, 0, 0, 0, 0);

        assertThat(recipe.selection().select(plan, 5, new Seed(1).generator()).clients())
                .hasSize(5);
        TierPlan after = recipe.tiering().adapt(plan, Plans.round(plan, 1));
        assertThat(after.tier(1).credits()).hasValue(0);
    }

    @Test
    @Timeout(10)
    void tierWithProbabilityButNoCreditIsPassedOver() {
        TierPlan plan = Plans.paper().withProbabilities(.5, .25, .25, 0, 0).withCredits(0, 1, 1, 1, 1);

        assertThat(plan.drawProbabilities(WhenSpent.STOP)).containsExactly(0, .5, .5, 0, 0);
    }

    @Test
    @Timeout(10)
    void tiersWithCreditAreDrawnUniformlyIfNoneOfThemHasProbability() {
        TierPlan plan = Plans.paper().withProbabilities(1, 0, 0, 0, 0).withCredits(0, 0, 3, 0, 3);

        assertThat(plan.drawProbabilities(WhenSpent.STOP)).containsExactly(0, 0, .5, 0, .5);
    }

    @ParameterizedTest
    @CsvSource({
        "RANK_HPDC, .1, 1",
        "RANK_HPDC, .1 .2, 1 0",
        "RANK_HPDC, .1 .2 .3, .6667 .3333 0",
        "RANK_HPDC, .1 .2 .3 .4, .5 .3333 .1667 0",
        "RANK_HPDC, .1 .2 .3 .4 .5, .4 .3 .2 .1 0",
        "RANK_HPDC, .5 .5 .1 .1 .5, .2 .1 .4 .3 0",
        "RANK_HPDC, .5 .1x .3 .2x .4, 0 0 .6667 0 .3333",
        "RANK_HPDC, .5x .1x .3 .2x .4x, 0 0 1 0 0",
        "RANK_HPDC, .5x .1x, 0 0",
        "RANK_HPDC, .2 NaN .1, 0 .6667 .3333",
        "RANK_SMOOTH, .1, 1",
        "RANK_SMOOTH, .1 .2, .6667 .3333",
        "RANK_SMOOTH, .1 .2 .3, .5 .3333 .1667",
        "RANK_SMOOTH, .4 .3 .2 .1, .1 .2 .3 .4",
        "RANK_SMOOTH, .1 .2 .3 .4 .5, .3333 .2667 .2 .1333 .0667",
        "RANK_SMOOTH, .3 .3 .3, .5 .3333 .1667",
        "RANK_SMOOTH, .3 .1x .2, .3333 0 .6667"
    })
    void ranksByAccuracyAmongTiersWithCredit(RankRule rule, String accuracies, String expected) {
        String[] tiers = accuracies.split(" ");
        double[] values = Arrays.stream(tiers)
                .mapToDouble(text -> Double.parseDouble(text.replace("x", "")))
                .toArray();

        double[] probabilities = rule.probabilities(values, tier -> !tiers[tier].endsWith("x"));

        assertThat(probabilities)
                .containsExactly(
                        Arrays.stream(expected.split(" "))
                                .mapToDouble(Double::parseDouble)
                                .toArray(),
                        within(5e-5));
    }

    @Test
    void roundsAreRequired() {
        assertThatThrownBy(() -> recipe(Settings.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rounds");
    }

    @Test
    void latencyWeightedCreditsFavourFastTiersAndCoverAllRounds() {
        List<Tier> tiers = Plans.paper().tiers();

        long[] credits = new CreditRule.LatencyWeighted(310, 1, 5).credits(tiers);

        assertThat(credits).containsExactly(160, 80, 40, 20, 10);
        assertThat(new CreditRule.LatencyWeighted(310, 1, 30).credits(tiers)).containsExactly(160, 80, 40, 30, 30);
    }

    @Test
    void timeBudgetBalancesWhatFits() {
        List<Tier> tiers = Plans.paper().tiers();

        assertThat(new CreditRule.TimeBudget(100, Duration.ofSeconds(620)).credits(tiers))
                .containsExactly(20, 20, 20, 20, 20);
        long[] tight = new CreditRule.TimeBudget(100, Duration.ofMinutes(5)).credits(tiers);
        assertThat(Arrays.stream(tight).sum()).isEqualTo(100);
        assertThat(tight[0] + 2 * tight[1] + 4 * tight[2] + 8 * tight[3] + 16 * tight[4])
                .isLessThanOrEqualTo(300);
        assertThat(tight[4]).isEqualTo(7); // (300 - 100) / (31 - 5) = 7.7
        assertThat(tight).isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }

    @Test
    void timeBudgetTooShortForTheFastestTierIsRefused() {
        assertThatThrownBy(() -> new CreditRule.TimeBudget(100, Duration.ofSeconds(99))
                        .credits(Plans.paper().tiers()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too short");
    }

    @Test
    void explicitCreditsMustCoverAllRounds() {
        Settings settings = Settings.none().with("rounds", 10).with("credits", "explicit");

        assertThat(recipe(settings.with("tier-credits", "6,1,1,1,1"))
                        .tiering()
                        .start(Plans.paper())
                        .tier(0)
                        .credits())
                .hasValue(6);
        assertThatThrownBy(() -> recipe(settings.with("tier-credits", "5,1,1,1,1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sum to 9");
    }

    @Test
    void theSlowestTierIsUsedLessThanUnderTheUniformPolicyByDefault() {
        TierPlan plan = recipe(Settings.none().with("rounds", 500)).tiering().start(Plans.paper());

        assertThat(plan.tier(4).credits().orElseThrow()).isBetween(1L, 50L);
        assertThat(plan.tiers().stream()
                        .mapToLong(tier -> tier.credits().orElseThrow())
                        .sum())
                .isGreaterThanOrEqualTo(500);
    }
}
