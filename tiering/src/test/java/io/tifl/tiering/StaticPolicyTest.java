package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticPolicyTest {
    private static PolicyRecipe recipe(String policy) {
        return SchedulingPolicy.catalog().get(policy).recipe(Settings.none());
    }

    @Test
    void catalogueListsEveryPolicyOfThePaperAndItsPeers() {
        assertThat(SchedulingPolicy.catalog().names())
                .containsExactly(
                        "adaptive",
                        "cpow-d",
                        "fast",
                        "fast1",
                        "fast2",
                        "fast3",
                        "fedasync",
                        "fedat",
                        "fedbuff",
                        "fedcs",
                        "flow",
                        "oort",
                        "pow-d",
                        "random",
                        "rpow-d",
                        "semi-async",
                        "slow",
                        "static",
                        "uniform",
                        "vanilla");
    }

    @ParameterizedTest
    @CsvSource({
        "slow, 0 0 0 0 1",
        "uniform, .2 .2 .2 .2 .2",
        "random, .7 .1 .1 .05 .05",
        "fast, 1 0 0 0 0",
        "fast1, .225 .225 .225 .225 .1",
        "fast2, .2375 .2375 .2375 .2375 .05",
        "fast3, .25 .25 .25 .25 0"
    })
    void fiveTiersGetTheProbabilitiesOfTableOne(String policy, String expected) {
        TierPlan plan = recipe(policy).tiering().start(Plans.paper());

        double[] table = Arrays.stream(expected.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertThat(plan.drawProbabilities(WhenSpent.STOP)).containsExactly(table, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"slow", "uniform", "random", "fast", "fast1", "fast2", "fast3", "vanilla"})
    void probabilitiesSumToOneForAnyNumberOfTiers(String policy) {
        for (int tiers = 1; tiers <= 12; tiers++) {
            TierPlan plan = recipe(policy).tiering().start(Plans.evenly(tiers, 2, 1));

            assertThat(plan.tierCount()).isEqualTo(tiers);
            assertThat(plan.tiers().stream().mapToDouble(Tier::probability).sum())
                    .isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void randomKeepsItsShareOfClientsWhenTiersAreHalved() {
        double[] ten = new StaticPolicy.Favouring().probabilities(10);

        assertThat(ten)
                .containsExactly(new double[] {.35, .35, .05, .05, .05, .05, .025, .025, .025, .025}, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"slow", "uniform", "random", "fast", "fast1", "fast2", "fast3"})
    void tiersAreDrawnAsOftenAsTableOneSays(String policy) {
        PolicyRecipe recipe = recipe(policy);
        TierPlan plan = recipe.tiering().start(Plans.paper());
        Seed seed = new Seed(7).child(policy);
        int draws = 100_000;
        long[] counts = new long[5];

        for (int round = 0; round < draws; round++) {
            counts[
                    recipe.selection()
                            .select(plan, 1, seed.child(round).generator())
                            .tier()
                            .orElseThrow()]++;
        }

        double chiSquare = 0;
        for (Tier tier : plan.tiers()) {
            double expected = tier.probability() * draws;
            if (expected == 0) {
                assertThat(counts[tier.index()]).isZero();
            } else {
                chiSquare += (counts[tier.index()] - expected) * (counts[tier.index()] - expected) / expected;
            }
        }
        assertThat(chiSquare).isLessThan(18.47); // 0.999 quantile for four degrees of freedom
    }

    @Test
    void cohortHoldsDistinctClientsOfItsTier() {
        PolicyRecipe recipe = recipe("uniform");
        TierPlan plan = recipe.tiering().start(Plans.paper());

        Cohort cohort = recipe.selection().select(plan, 5, new Seed(1).generator());

        assertThat(cohort.clients()).hasSize(5).doesNotHaveDuplicates();
        assertThat(plan.clients(cohort.tier().orElseThrow())).containsAll(cohort.clients());
    }

    @Test
    void cohortSizeDoesNotChangeWhichTiersAreVisited() {
        PolicyRecipe recipe = recipe("uniform");
        TierPlan plan = recipe.tiering().start(Plans.paper());

        for (int round = 0; round < 100; round++) {
            Seed seed = new Seed(round);
            assertThat(recipe.selection().select(plan, 3, seed.generator()).tier())
                    .isEqualTo(
                            recipe.selection().select(plan, 9, seed.generator()).tier());
        }
    }

    @Test
    void vanillaDrawsEveryClientEquallyOften() {
        PolicyRecipe recipe = recipe("vanilla");
        TierPlan plan = recipe.tiering().start(Plans.paper());
        RandomGenerator random = new Seed(3).generator();
        int[] counts = new int[50];

        for (int round = 0; round < 20_000; round++) {
            Cohort cohort = recipe.selection().select(plan, 5, random);
            assertThat(cohort.tier()).isEmpty();
            cohort.clients()
                    .forEach(client -> counts[Integer.parseInt(client.value().substring(1))]++);
        }

        double chiSquare = Arrays.stream(counts)
                .mapToDouble(count -> (count - 2000.0) * (count - 2000) / 2000)
                .sum();
        assertThat(chiSquare).isLessThan(85.35); // 0.999 quantile for 49 degrees of freedom
    }

    @Test
    void cohortLargerThanThePopulationTakesEverybody() {
        TierPlan plan = Plans.paper();

        assertThat(new UniformSelection()
                        .select(plan, 1000, new Seed(1).generator())
                        .clients())
                .hasSize(50)
                .doesNotHaveDuplicates();
        assertThat(new TierSelection(WhenSpent.STOP)
                        .select(plan, 1000, new Seed(1).generator())
                        .clients())
                .hasSize(10)
                .doesNotHaveDuplicates();
    }

    @Test
    void givenProbabilitiesAreTaken() {
        Settings settings = Settings.none().with("probabilities", "0.5, 0.3, 0.2");

        TierPlan plan = new GivenPolicy().recipe(settings).tiering().start(Plans.evenly(3, 5, 1));

        assertThat(plan.tiers()).extracting(Tier::probability).isEqualTo(List.of(.5, .3, .2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.5,0.6", "-1,2", "NaN,1", "a,b", "", "1,,0"})
    void badProbabilitiesAreRefused(String given) {
        assertThatThrownBy(() -> new GivenPolicy().recipe(Settings.none().with("probabilities", given)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("probabilities");
    }

    @Test
    void probabilitiesForAnotherNumberOfTiersAreRefused() {
        Settings settings = Settings.none().with("probabilities", "0.5,0.5");

        assertThatThrownBy(() -> new GivenPolicy().recipe(settings).tiering().start(Plans.paper()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2 probabilities given for a plan with 5 tiers");
    }

    @Test
    void unknownSettingIsRefused() {
        assertThatThrownBy(() -> new VanillaPolicy().recipe(Settings.none().with("interwal", 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("interwal");
    }
}
