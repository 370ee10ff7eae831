package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Settings;
import io.tifl.tiering.Amplification.Guarantee;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmplificationTest {
    private static Amplification of(String policy) {
        TierPlan plan = SchedulingPolicy.catalog()
                .get(policy)
                .recipe(Settings.none())
                .tiering()
                .start(Plans.paper());
        return Amplification.of(plan, 5, WhenSpent.STOP);
    }

    @ParameterizedTest
    @CsvSource({"uniform, .10", "random, .35", "fast1, .1125", "fast2, .11875", "fast3, .125", "fast, .50", "slow, .50"
    })
    void largestChanceIsThatOfTheWorkedExamples(String policy, double largest) {
        assertThat(of(policy).largest()).isCloseTo(largest, within(1e-12));
        assertThat(of(policy).vanilla()).isCloseTo(.1, within(1e-12));
    }

    @Test
    void vanillaAndUniformLoseNothing() {
        assertThat(Amplification.vanilla(Plans.paper(), 5).ratio()).isCloseTo(1, within(1e-12));
        assertThat(of("uniform").ratio()).isCloseTo(1, within(1e-12));
    }

    @Test
    void adaptiveIsReportedAtItsWorst() {
        TierPlan plan = Plans.paper();

        assertThat(Amplification.adaptive(plan, 5, RankRule.RANK_HPDC, 5).largest())
                .isCloseTo(.20, within(1e-12));
        assertThat(Amplification.adaptive(plan, 5, RankRule.RANK_HPDC, 4).largest())
                .isCloseTo(2 / 7.0, within(1e-12)); // .4 beside .2, .1 and 0, half of the tier
        assertThat(Amplification.adaptive(plan, 5, RankRule.RANK_HPDC, 1).largest())
                .isCloseTo(.50, within(1e-12));
        assertThat(Amplification.adaptive(plan, 5, RankRule.RANK_SMOOTH, 5).largest())
                .isCloseTo(1 / 6.0, within(1e-12));
    }

    @Test
    void adaptiveIsNeverWorseThanReportedWhicheverTiersHaveCredit() {
        for (RankRule rule : RankRule.values()) {
            double[] ranked = rule.probabilities(new double[] {.1, .2, .3, .4, .5}, tier -> true);
            for (int mask = 1; mask < 32; mask++) {
                long[] credits = new long[5];
                for (int tier = 0; tier < 5; tier++) {
                    credits[tier] = (mask >> tier) & 1;
                }
                TierPlan plan = Plans.paper().withProbabilities(ranked).withCredits(credits);

                double used = Amplification.of(plan, 5, WhenSpent.STOP).largest();

                assertThat(used)
                        .isLessThanOrEqualTo(Amplification.adaptive(plan, 5, rule, Integer.bitCount(mask))
                                        .largest()
                                + 1e-12);
            }
        }
    }

    @Test
    void warnsAboveTwiceTheVanillaChance() {
        assertThat(of("fast").warning())
                .hasValueSatisfying(text -> assertThat(text).contains("0.5", "5"));
        assertThat(of("random").warning()).isPresent();
        assertThat(of("fast1").warning()).isEmpty();
        assertThat(of("uniform").warning()).isEmpty();
    }

    @Test
    void worstOfARunIsTheWorstOfEachTier() {
        Amplification run = of("fast").worst(of("uniform")).worst(of("slow"));

        assertThat(run.tiers())
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : 1)
                .containsExactly(.5, .1, .1, .1, .5);
    }

    @Test
    void aRoundIsAmplifiedBySubsampling() {
        Guarantee round = of("uniform").round(new Guarantee(1, 1e-5));

        assertThat(round.epsilon()).isCloseTo(Math.log(1 + .1 * (Math.E - 1)), within(1e-12));
        assertThat(round.delta()).isCloseTo(1e-6, within(1e-18));
        assertThat(of("uniform").round(new Guarantee(1e-6, 0)).epsilon()).isCloseTo(1e-7, within(1e-12));
        assertThat(of("uniform").round(new Guarantee(5000, 0)).epsilon()).isCloseTo(5000 + Math.log(.1), within(1e-9));
    }

    @Test
    void cohortLargerThanATierAsksEverybodyOfIt() {
        assertThat(Amplification.of(Plans.paper().withProbabilities(1, 0, 0, 0, 0), 1000, WhenSpent.STOP)
                        .largest())
                .isOne();
    }

    @Test
    void nobodyIsAskedWhereThereIsNobody() {
        TierPlan nobody = Splitting.quantile(5).plan(Profiles.of(Map.of()));

        assertThat(Amplification.of(nobody, 5, WhenSpent.STOP).largest()).isZero();
        assertThat(Amplification.of(nobody, 5, WhenSpent.STOP).warning()).isEmpty();
    }

    @Test
    void impossibleGuaranteesAreRefused() {
        assertThatThrownBy(() -> new Guarantee(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Guarantee(Double.NaN, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Guarantee(1, 2)).isInstanceOf(IllegalArgumentException.class);
    }
}
