package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.tiering.Feedback.Trained;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OortPolicyTest {
    private static PolicyRecipe recipe(String... namesAndValues) {
        Settings settings = Settings.none();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings = settings.with(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new OortPolicy().recipe(settings);
    }

    private static TierPlan start(PolicyRecipe recipe) {
        return recipe.tiering().start(Plans.paper());
    }

    private static Set<ClientId> select(PolicyRecipe recipe, TierPlan plan, int size, long seed) {
        List<ClientId> clients = recipe.selection()
                .select(plan, size, new Seed(seed).generator())
                .clients();
        assertThat(clients).doesNotHaveDuplicates();
        return new HashSet<>(clients);
    }

    /** A round in which some clients took part, each with the root of its mean squared loss and its seconds. */
    private static TierPlan round(PolicyRecipe recipe, TierPlan plan, Map<Integer, double[]> clients) {
        SequencedMap<ClientId, Duration> latencies = new LinkedHashMap<>();
        Map<ClientId, Trained> trained = new LinkedHashMap<>();
        clients.forEach((client, shown) -> {
            latencies.put(Plans.client(client), Duration.ofNanos(Math.round(shown[1] * 1e9)));
            trained.put(Plans.client(client), new Trained(10, shown[0] * shown[0]));
        });
        Cohort cohort = new Cohort(OptionalInt.empty(), List.copyOf(latencies.keySet()));
        return recipe.tiering()
                .adapt(
                        plan,
                        new Feedback(
                                plan.roundsCompleted(), cohort, latencies, new LinkedHashMap<>(), trained, List.of()));
    }

    @Test
    void theUtilityIsTheExamplesTimesTheRootOfTheirMeanSquaredLoss() {
        PolicyRecipe recipe = recipe("most-examples", "8");

        TierPlan plan = round(recipe, start(recipe), Map.of(3, new double[] {0.5, 2}));

        assertThat(plan.utilities().utility(3)).isEqualTo(4f); // 8 of its 10 examples times 0.5
        assertThat(plan.utilities().duration(3)).isEqualTo(2f);
        assertThat(plan.utilities().lastRound(3)).isEqualTo(1);
        assertThat(plan.utilities().explored()).isEqualTo(1);
        assertThat(plan.utilities().unexplored()).isEqualTo(49);
    }

    @Test
    void worthIsThatOfTheFormulasReckonedByHand() {
        PolicyRecipe code = recipe("parameters", "oort", "preferred-percentile", "50");
        TierPlan plan = round(code, start(code), Map.of(0, new double[] {1, 1}, 25, new double[] {3, 4}));
        plan = round(code, plan, Map.of(40, new double[] {5, 16}));

        OortScore score = OortScore.of(OortSettings.from(Settings.none()), plan.utilities(), 3);

        // Utilities 10, 30 and 50: least 9.99, range 40.01. Durations 1, 2, 4, 8, 16 s ten times each: T is 4 s at rank
        // 25.
        double uncertainty = Math.sqrt(0.1 * Math.log(3));
        assertThat(score.preferred()).isEqualTo(4);
        assertThat(score.least()).isCloseTo(9.99, within(1e-12));
        assertThat(score.range()).isCloseTo(40.01, within(1e-12));
        assertThat(score.of(10, 1, 1)).isCloseTo(0.01 / 40.01 + uncertainty, within(1e-12));
        assertThat(score.of(30, 1, 4)).isCloseTo(20.01 / 40.01 + uncertainty, within(1e-12));
        assertThat(score.of(50, 2, 16)).isCloseTo((40.01 / 40.01 + uncertainty / Math.sqrt(2)) / 16, within(1e-12));
    }

    @Test
    void thePaperTakesUtilitiesAsTheyAre() {
        PolicyRecipe paper = recipe("parameters", "paper");
        TierPlan plan = round(paper, start(paper), Map.of(0, new double[] {1, 1}, 25, new double[] {3, 4}));

        OortScore score =
                OortScore.of(OortSettings.from(Settings.none().with("parameters", "paper")), plan.utilities(), 2);

        assertThat(score.preferred()).isEqualTo(1); // rank 5 of 50: the fastest ten
        assertThat(score.of(30, 1, 4)).isCloseTo((30 + Math.sqrt(0.1 * Math.log(2))) / 16, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"paper,0.9,0.98,0.2,0.95,0.95,10", "oort,0.9,0.95,0.2,0.98,0.7,10", "fedscale,0.9,0.98,0.3,0.9,0.05,30"
    })
    void parametersAreThoseOfTheirSource(
            String name, double first, double decay, double least, double clip, double cutOff, double percentile) {
        OortSettings settings = OortSettings.from(Settings.none().with("parameters", name));

        assertThat(settings.exploration()).isEqualTo(first);
        assertThat(settings.decay()).isEqualTo(decay);
        assertThat(settings.leastExploration()).isEqualTo(least);
        assertThat(settings.clip()).isEqualTo(clip);
        assertThat(settings.cutOff()).isEqualTo(cutOff);
        assertThat(settings.preferred()).isEqualTo(percentile);
        assertThat(settings.explorationAt(1)).isEqualTo(first * decay);
        assertThat(settings.explorationAt(1000)).isEqualTo(least);
    }

    @Test
    void theFirstRoundAsksSomeOfTheFastest() {
        PolicyRecipe recipe = recipe("window", "2");

        for (int seed = 0; seed < 50; seed++) {
            assertThat(select(recipe, start(recipe), 5, seed))
                    .hasSize(5)
                    .allMatch(client -> client.compareTo(Plans.client(10)) < 0);
        }
    }

    @Test
    void whoIsWorthMostIsTakenAndWhoIsBelowTheCutIsNot() {
        PolicyRecipe recipe = recipe("exploration", "0", "exploration-least", "0", "clip", "1", "cut-off", "1");
        TierPlan plan = start(recipe);
        Map<Integer, double[]> shown = new LinkedHashMap<>();
        IntStream.range(0, 10).forEach(client -> shown.put(client, new double[] {1 + client, 1}));
        plan = round(recipe, plan, shown);

        for (int seed = 0; seed < 50; seed++) {
            // The cut is the worth of the fourth, number 6: three are drawn of 6 to 9.
            assertThat(select(recipe, plan, 3, seed))
                    .hasSize(3)
                    .isSubsetOf(Plans.client(6), Plans.client(7), Plans.client(8), Plans.client(9));
        }
    }

    @Test
    void drawsFollowTheWorthWhetherCandidatesAreFewOrMany() {
        for (int clients : List.of(20, 1000)) {
            PolicyRecipe recipe = recipe(
                    "parameters", "paper", "exploration", "0", "exploration-least", "0", "cut-off", "0", "clip", "1");
            TierPlan plan = recipe.tiering().start(Plans.evenly(1, clients, 1));
            Map<Integer, double[]> shown = new LinkedHashMap<>();
            IntStream.range(0, clients).forEach(client -> shown.put(client, new double[] {client % 2 == 0 ? 1 : 3, 1}));
            plan = round(recipe, plan, shown);

            int heavy = 0;
            int draws = 4000;
            for (int seed = 0; seed < draws; seed++) {
                ClientId drawn = select(recipe, plan, 1, seed).iterator().next();
                heavy += Integer.parseInt(drawn.value().substring(1)) % 2;
            }

            double uncertainty = Math.sqrt(0.1 * Math.log(2));
            double expected = (30 + uncertainty) / (40 + 2 * uncertainty);
            double sigma = Math.sqrt(expected * (1 - expected) / draws);
            assertThat((double) heavy / draws).as("%s clients", clients).isCloseTo(expected, within(4 * sigma));
        }
    }

    @Test
    void lookingAtCellsYieldsWhatLookingAtAllWould() {
        PolicyRecipe recipe =
                recipe("exploration", "0", "exploration-least", "0", "cut-off", "1", "preferred-percentile", "30");
        RandomGenerator random = new Seed(7).generator();
        TierPlan plan = recipe.tiering().start(Plans.evenly(5, 200, 1));
        for (int number = 0; number < 60; number++) {
            Map<Integer, double[]> shown = new LinkedHashMap<>();
            for (int client : Sampling.distinct(1000, 40, random)) {
                shown.put(client, new double[] {Math.exp(2 * random.nextDouble()), Math.exp(3 * random.nextDouble())});
            }
            plan = round(recipe, plan, shown);
        }
        Utilities utilities = plan.utilities();
        OortScore score = OortScore.of(OortSettings.from(Settings.none()), utilities, plan.roundsCompleted() + 1);
        List<Double> worths = new ArrayList<>();
        Map<ClientId, Double> worthOf = new LinkedHashMap<>();
        for (int client = 0; client < 1000; client++) {
            if (utilities.isExplored(client)) {
                double worth =
                        score.of(utilities.utility(client), utilities.lastRound(client), utilities.duration(client));
                worths.add(worth);
                worthOf.put(plan.roster().index().id(client), worth);
            }
        }
        worths.sort(Collections.reverseOrder());

        Set<ClientId> chosen = select(recipe, plan, 20, 1);

        double cut = worths.get(20); // of the one who comes next after twenty
        assertThat(chosen).hasSize(20).allMatch(client -> worthOf.getOrDefault(client, -1.0) >= cut);
    }

    @Test
    void thePaceSlackensWhenGainsStayAlikeAndTightensWhenTheyJump() {
        PolicyRecipe recipe = recipe("pace-step", "1", "pace-delta", "5", "preferred-percentile", "10");
        TierPlan plan = round(recipe, start(recipe), Map.of(0, new double[] {1, 1})); // new: gains nothing
        plan = round(recipe, plan, Map.of(0, new double[] {1, 1})); // 10 after 0
        assertThat(percentile(plan)).isEqualTo(5);
        plan = round(recipe, plan, Map.of(0, new double[] {1.05, 1})); // 10.5 after 10
        assertThat(percentile(plan)).isEqualTo(10);
        plan = round(recipe, plan, Map.of(0, new double[] {2, 1})); // 20 after 10.5
        assertThat(percentile(plan)).isEqualTo(10);
        plan = round(recipe, plan, Map.of(0, new double[] {13, 1})); // 130 after 20
        assertThat(percentile(plan)).isEqualTo(5);
    }

    @Test
    void thePaceOfThePaperSlackensWheneverRoundsGainLess() {
        PolicyRecipe recipe = recipe("parameters", "paper", "pace-step", "1");
        TierPlan plan = round(recipe, start(recipe), Map.of(0, new double[] {1, 1}));
        plan = round(recipe, plan, Map.of(0, new double[] {1, 1}));
        assertThat(percentile(plan)).isEqualTo(10);
        plan = round(recipe, plan, Map.of(0, new double[] {0.9, 1}));
        assertThat(percentile(plan)).isEqualTo(15);
    }

    private static double percentile(TierPlan plan) {
        return Double.longBitsToDouble(plan.utilities().pace().get(0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0})
    void aLossThatCannotBeIsWorthNothingAndSpoilsNobodyElsesWorth(double squareLoss) {
        PolicyRecipe recipe = recipe();
        SequencedMap<ClientId, Duration> latencies = Plans.took(1, Duration.ofSeconds(1));
        latencies.put(Plans.client(2), Duration.ofSeconds(1));
        Map<ClientId, Trained> trained =
                Map.of(Plans.client(1), new Trained(10, squareLoss), Plans.client(2), new Trained(10, 1));
        TierPlan plan = recipe.tiering()
                .adapt(
                        start(recipe),
                        new Feedback(
                                0,
                                new Cohort(OptionalInt.empty(), List.of()),
                                latencies,
                                new LinkedHashMap<>(),
                                trained,
                                List.of()));

        assertThat(plan.utilities().utility(1)).isZero();
        assertThat(plan.utilities().utility(2)).isEqualTo(10);
        assertThat(select(recipe, plan, 20, 1)).hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0})
    void examplesThatCannotBeAreWorthNothing(long examples) {
        PolicyRecipe recipe = recipe();
        TierPlan plan = recipe.tiering()
                .adapt(
                        start(recipe),
                        new Feedback(
                                0,
                                new Cohort(OptionalInt.empty(), List.of()),
                                Plans.took(1, Duration.ZERO),
                                new LinkedHashMap<>(),
                                Map.of(Plans.client(1), new Trained(examples, 1)),
                                List.of()));

        assertThat(plan.utilities().utility(1)).isZero();
    }

    @Test
    void allAreAskedWhereThereAreNoMoreThanAreWanted() {
        PolicyRecipe recipe = recipe();
        TierPlan plan = start(recipe);
        for (int number = 0; number < 30; number++) {
            Set<ClientId> asked = select(recipe, plan, 70, number);
            assertThat(asked).hasSize(50);
            Map<Integer, double[]> shown = new LinkedHashMap<>();
            asked.forEach(client -> shown.put(Integer.parseInt(client.value().substring(1)), new double[] {1, 1}));
            plan = round(recipe, plan, shown);
        }
    }

    @Test
    void nobodyIsAskedWhereThereIsNobody() {
        PolicyRecipe recipe = recipe();

        assertThat(select(recipe, recipe.tiering().start(TierPlan.untiered(List.of())), 5, 1))
                .isEmpty();
    }

    @Test
    void clientsOfWhomNothingIsKnownAreAskedAndSoAreThoseWhoJoinLater() {
        PolicyRecipe recipe = recipe();
        TierPlan plan = recipe.tiering().start(TierPlan.untiered(List.of(Plans.client(0), Plans.client(1))));

        assertThat(select(recipe, plan, 2, 1)).hasSize(2);
        assertThat(select(recipe, plan.with(Plans.client(2)), 3, 1)).hasSize(3);
        TierPlan after = round(recipe, plan.with(Plans.client(2)), Map.of(0, new double[] {1, 1}));
        assertThat(after.utilities().size()).isEqualTo(3);
        assertThat(after.utilities().unexplored()).isEqualTo(2);
    }

    @Test
    void whoLeftIsNotAsked() {
        PolicyRecipe recipe = recipe();
        TierPlan plan = round(recipe, start(recipe), Map.of(0, new double[] {9, 1}, 1, new double[] {1, 1}));
        plan = plan.without(Plans.client(0)).without(Plans.client(2));

        for (int seed = 0; seed < 50; seed++) {
            assertThat(select(recipe, plan, 30, seed)).hasSize(30).doesNotContain(Plans.client(0), Plans.client(2));
        }
    }

    @Test
    void whoWasWaitedForInVainCountsAsThatSlow() {
        PolicyRecipe recipe = recipe();
        TierPlan plan = recipe.tiering()
                .adapt(
                        start(recipe),
                        Plans.feedback(start(recipe), new LinkedHashMap<>(), Plans.took(0, Duration.ofSeconds(60))));

        assertThat(plan.utilities().duration(0)).isEqualTo(60);
        assertThat(plan.utilities().unexplored()).isEqualTo(50);
    }

    @Test
    void whoTookPartTooOftenIsBarredButNotMoreThanTheShareAllows() {
        PolicyRecipe recipe = recipe("bar-after", "1", "most-barred", "0.02");
        TierPlan plan = start(recipe);
        for (int number = 0; number < 3; number++) {
            plan = round(recipe, plan, Map.of(0, new double[] {9, 1}));
            plan = round(recipe, plan, Map.of(1, new double[] {9, 1}));
        }

        assertThat(plan.utilities().barred()).isEqualTo(1);
        assertThat(plan.utilities().isBarred(0)).isTrue();
        assertThat(plan.utilities().isBarred(1)).isFalse();
        for (int seed = 0; seed < 50; seed++) {
            assertThat(select(recipe, plan, 49, seed)).hasSize(49).doesNotContain(Plans.client(0));
        }
    }

    @Test
    void thePlanThatWasReadGoesOnLikeTheOneThatWasWritten() throws Exception {
        PolicyRecipe recipe = recipe("bar-after", "6");
        RandomGenerator random = new Seed(3).generator();
        TierPlan plan = recipe.tiering().start(Plans.evenly(4, 100, 1));
        TierPlan read = plan;
        List<byte[]> parts = new ArrayList<>(List.of(TierPlanFormat.whole(plan)));
        for (int number = 0; number < 60; number++) {
            Set<ClientId> asked = select(recipe, plan, 20, number);
            assertThat(select(recipe, read, 20, number)).isEqualTo(asked);
            Map<Integer, double[]> shown = new LinkedHashMap<>();
            for (ClientId client : asked) {
                shown.put(
                        Integer.parseInt(client.value().substring(1)),
                        new double[] {random.nextDouble(), Math.exp(4 * random.nextDouble())});
            }
            TierPlan before = plan;
            plan = round(recipe, plan, shown);
            parts.add(TierPlanFormat.change(before, plan));
            read = number % 5 == 4 ? TierPlanFormat.read(parts) : round(recipe, read, shown);
            assertThat(TierPlanFormat.whole(read)).isEqualTo(TierPlanFormat.whole(plan));
        }
        assertThat(plan.utilities().barred()).isPositive();
    }

    @Test
    void whateverTheBytesOfAPlanAreTheyYieldOneThatGoesOnOrAClearError() {
        PolicyRecipe recipe = recipe("bar-after", "1");
        TierPlan plan = recipe.tiering().start(Plans.evenly(1, 4, 1));
        for (int number = 0; number < 4; number++) {
            plan = round(recipe, plan, Map.of(number % 2, new double[] {1 + number, 2}));
        }
        byte[] whole = TierPlanFormat.whole(plan);
        RandomGenerator random = new Seed(5).generator();
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] body = Arrays.copyOfRange(whole, 16, whole.length - 4);
            body[body.length - 1 - random.nextInt(body.length / 2)] = (byte) random.nextInt();
            try {
                TierPlan read = TierPlanFormat.read(List.of(TierPlanFormat.FRAME.seal(sink -> sink.bytes(body))));
                assertThat(select(recipe, read, 3, i)).hasSizeBetween(2, 4);
            } catch (MalformedMessageException e) {
                assertThat(e.getMessage()).isNotBlank();
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void badSettingsAreNamed() {
        assertThatThrownBy(() -> recipe("parameters", "best"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected one of [fedscale, oort, paper]");
        for (String bad : List.of(
                "exploration=1.1",
                "exploration-decay=0",
                "exploration-least=0.95",
                "preferred-percentile=0",
                "penalty=-1",
                "pace-step=0",
                "pace-delta=-1",
                "clip=0",
                "cut-off=1.5",
                "window=0.5",
                "most-examples=-1",
                "bar-after=-1",
                "most-barred=1")) {
            String[] parts = bad.split("=", -1);
            assertThatThrownBy(() -> recipe(parts[0], parts[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(parts[0]);
        }
        assertThatThrownBy(() -> recipe("colour", "red")).hasMessageContaining("unknown setting");
    }
}
