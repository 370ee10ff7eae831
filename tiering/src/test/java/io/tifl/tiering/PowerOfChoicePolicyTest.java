package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.tiering.Feedback.Trained;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PowerOfChoicePolicyTest {
    private static PolicyRecipe recipe(String policy, String... namesAndValues) {
        Settings settings = Settings.none();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings = settings.with(namesAndValues[i], namesAndValues[i + 1]);
        }
        return SchedulingPolicy.catalog().get(policy).recipe(settings);
    }

    private static TierPlan start(PolicyRecipe recipe, int clients) {
        return recipe.tiering().start(Plans.evenly(1, clients, 1));
    }

    private static List<ClientId> asked(PolicyRecipe recipe, TierPlan plan, int size, long seed) {
        return recipe.selection()
                .query(plan, size, new Seed(seed).generator())
                .orElseThrow()
                .clients();
    }

    private static List<ClientId> select(PolicyRecipe recipe, TierPlan plan, int size, Answers answers, long seed) {
        List<ClientId> clients = recipe.selection()
                .select(plan, size, answers, new Seed(seed).generator())
                .clients();
        assertThat(clients).doesNotHaveDuplicates();
        return clients;
    }

    private static Metrics says(double loss) {
        return Metrics.of("loss", loss).with("examples", 10);
    }

    private static Answers answers(Map<Integer, Metrics> said) {
        SortedMap<ClientId, Metrics> metrics = new TreeMap<>();
        said.forEach((client, each) -> metrics.put(Plans.client(client), each));
        return new Answers(List.copyOf(metrics.keySet()), metrics, 4);
    }

    /** A round after which the plan knows how much some clients hold. */
    private static TierPlan holding(PolicyRecipe recipe, TierPlan plan, Map<Integer, Integer> examples) {
        Map<Integer, Metrics> said = new TreeMap<>();
        examples.forEach((client, held) -> said.put(client, Metrics.of("examples", held)));
        Cohort nobody = new Cohort(OptionalInt.empty(), List.of());
        return recipe.tiering()
                .adapt(
                        plan,
                        new Feedback(
                                plan.roundsCompleted(),
                                nobody,
                                new LinkedHashMap<>(),
                                new LinkedHashMap<>(),
                                Map.of(),
                                answers(said).metrics(),
                                List.of()));
    }

    /** A round in which some clients trained, each on ten examples with a loss. */
    private static TierPlan trained(PolicyRecipe recipe, TierPlan plan, Map<Integer, Double> losses) {
        SequencedMap<ClientId, Duration> latencies = new LinkedHashMap<>();
        Map<ClientId, Trained> trained = new LinkedHashMap<>();
        losses.forEach((client, loss) -> {
            latencies.put(Plans.client(client), Duration.ofSeconds(1));
            trained.put(Plans.client(client), new Trained(10, loss, Double.NaN));
        });
        Cohort cohort = new Cohort(OptionalInt.empty(), List.copyOf(latencies.keySet()));
        return recipe.tiering()
                .adapt(
                        plan,
                        new Feedback(
                                plan.roundsCompleted(), cohort, latencies, new LinkedHashMap<>(), trained, List.of()));
    }

    @Test
    void twiceAsManyAsAreWantedAreAskedForTheirLossOnAllTheyTrainOn() {
        PolicyRecipe recipe = recipe("pow-d");
        TierPlan plan = start(recipe, 50);

        Query query = recipe.selection().query(plan, 5, new Seed(1).generator()).orElseThrow();

        assertThat(query.clients()).hasSize(10).doesNotHaveDuplicates();
        assertThat(query.task()).isEqualTo("evaluate");
        assertThat(query.settings()).isEqualTo(Settings.none().with("split", "train"));
        assertThat(query.needsModel()).isTrue();
        assertThat(query.limit()).contains(Duration.ofSeconds(13)); // all take 1 s: three times that, and ten
    }

    @Test
    void cheapCandidatesLookAtOneBatchAndTheirWaitCanBeSaid() {
        PolicyRecipe recipe = recipe("cpow-d", "batch", "32", "candidates", "7", "query-seconds", "0.5");

        Query query = recipe.selection()
                .query(start(recipe, 50), 5, new Seed(1).generator())
                .orElseThrow();

        assertThat(query.clients()).hasSize(7);
        assertThat(query.settings().text("sample")).isEqualTo("32");
        assertThat(query.limit()).contains(Duration.ofMillis(500));
    }

    /** Chance of each client to be among the first two drawn one after the other by its share of what is left. */
    private static double[] inclusionOfTwo(double... weights) {
        double sum = Arrays.stream(weights).sum();
        return IntStream.range(0, weights.length)
                .mapToDouble(i -> weights[i] / sum
                        + IntStream.range(0, weights.length)
                                .filter(first -> first != i)
                                .mapToDouble(first -> weights[first] / sum * weights[i] / (sum - weights[first]))
                                .sum())
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({"12, of few clients in one pass", "8, of many by rejection"})
    void candidatesAreDrawnByHowMuchTheyHold(int clients, String how) {
        // Two of 8 are drawn in one pass over all, as they are a quarter of them, two of 12 by rejection.
        PolicyRecipe recipe = recipe("pow-d", "candidates", "2");
        double[] weights =
                IntStream.range(0, clients).mapToDouble(i -> 1 + i * i).toArray();
        Map<Integer, Integer> held = new TreeMap<>();
        IntStream.range(0, clients).forEach(i -> held.put(i, (int) weights[i]));
        TierPlan plan = holding(recipe, start(recipe, clients), held);
        int draws = 20_000;
        int[] drawn = new int[clients];

        for (int seed = 0; seed < draws; seed++) {
            asked(recipe, plan, 1, seed)
                    .forEach(client -> drawn[Integer.parseInt(client.value().substring(1))]++);
        }

        double[] expected = inclusionOfTwo(weights);
        for (int i = 0; i < clients; i++) {
            double spread = Math.sqrt(expected[i] * (1 - expected[i]) / draws);
            assertThat((double) drawn[i] / draws).as(how).isCloseTo(expected[i], within(5 * spread));
        }
    }

    @Test
    void whoHasNotSaidHowMuchItHoldsCountsAsTheMeanOfThoseWhoHave() {
        PolicyRecipe recipe = recipe("pow-d", "candidates", "1");
        TierPlan plan = holding(recipe, start(recipe, 8), Map.of(0, 30, 1, 10)).with(new ClientId("newcomer"));
        int draws = 20_000;
        Map<String, Integer> drawn = new TreeMap<>();

        for (int seed = 0; seed < draws; seed++) {
            drawn.merge(asked(recipe, plan, 1, seed).getFirst().value(), 1, Integer::sum);
        }

        double all = 40 + 7 * 20; // six who did not say, and one who came since
        assertThat(drawn.getOrDefault("c0000", 0) / (double) draws).isCloseTo(30 / all, within(0.013));
        assertThat(drawn.getOrDefault("c0001", 0) / (double) draws).isCloseTo(10 / all, within(0.009));
        assertThat(drawn.getOrDefault("c0005", 0) / (double) draws).isCloseTo(20 / all, within(0.012));
        assertThat(drawn.getOrDefault("newcomer", 0) / (double) draws).isCloseTo(20 / all, within(0.012));
    }

    @Test
    void oneClientThatHoldsNearlyAllIsDrawnFirstAndTheOthersNevertheless() {
        PolicyRecipe recipe = recipe("pow-d", "candidates", "100");
        TierPlan plan = holding(recipe, start(recipe, 1000), Map.of(17, Integer.MAX_VALUE));
        Map<Integer, Integer> ones = new TreeMap<>();
        IntStream.range(0, 1000).filter(i -> i != 17).forEach(i -> ones.put(i, 1));
        TierPlan skewed = holding(recipe, plan, ones);

        List<ClientId> asked = asked(recipe, skewed, 10, 3);

        assertThat(asked).hasSize(100).doesNotHaveDuplicates().contains(Plans.client(17));
    }

    @Test
    void whoLeftIsNotAskedAndAllAreWhereNoMoreThereAre() {
        PolicyRecipe recipe = recipe("pow-d", "candidates", "100");
        TierPlan plan = start(recipe, 8).without(Plans.client(3));

        assertThat(asked(recipe, plan, 2, 1)).hasSize(7).doesNotContain(Plans.client(3));
        assertThat(asked(recipe, recipe.tiering().start(TierPlan.untiered(List.of())), 2, 1))
                .isEmpty();
    }

    @Test
    void candidatesHalveUntilTheyAreAsManyAsAreWanted() {
        PolicyRecipe recipe = recipe("pow-d", "candidates", "40", "halve-every", "2");
        TierPlan plan = start(recipe, 50);
        List<Integer> asked = new ArrayList<>();

        for (int round = 0; round < 8; round++) {
            asked.add(asked(recipe, plan, 6, round).size());
            plan = trained(recipe, plan, Map.of());
        }

        assertThat(asked).containsExactly(40, 40, 20, 20, 10, 10, 6, 6);
    }

    @Test
    void thoseOfHighestLossTrain() {
        PolicyRecipe recipe = recipe("pow-d");
        Answers answers = answers(Map.of(4, says(0.5), 8, says(2.5), 15, says(0), 16, says(2.25), 23, says(9)));

        assertThat(select(recipe, start(recipe, 50), 3, answers, 1))
                .containsExactly(Plans.client(23), Plans.client(8), Plans.client(16));
    }

    @Test
    void equalLossesAreRankedAtRandom() {
        PolicyRecipe recipe = recipe("pow-d");
        Answers answers = answers(Map.of(1, says(1), 2, says(1), 3, says(1), 4, says(0.5)));
        TierPlan plan = start(recipe, 50);
        int[] first = new int[5];

        for (int seed = 0; seed < 3000; seed++) {
            ClientId chosen = select(recipe, plan, 1, answers, seed).getFirst();
            first[Integer.parseInt(chosen.value().substring(1))]++;
        }

        assertThat(first[4]).isZero();
        assertThat(IntStream.rangeClosed(1, 3).map(i -> first[i])).allMatch(count -> Math.abs(count - 1000) < 130);
    }

    @Test
    void absurdAnswersAreNotRankedAndSilentCandidatesComeLast() {
        PolicyRecipe recipe = recipe("pow-d");
        Map<Integer, Metrics> said = new TreeMap<>();
        said.put(0, says(Double.NaN));
        said.put(1, says(-1));
        said.put(2, says(Double.POSITIVE_INFINITY));
        said.put(3, says(1e30));
        said.put(4, Metrics.none());
        said.put(5, Metrics.of("loss", 5).with("examples", 0));
        said.put(6, Metrics.of("loss", 5));
        said.put(7, says(0.25));
        Answers some = answers(said);
        List<ClientId> asked = new ArrayList<>(some.asked());
        asked.add(Plans.client(8));
        Answers answers = new Answers(asked, some.metrics(), 4);
        TierPlan plan = start(recipe, 10);

        assertThat(select(recipe, plan, 2, answers, 1)).containsExactly(Plans.client(7), Plans.client(9));
        assertThat(select(recipe, plan, 10, answers, 1))
                .hasSize(10)
                .startsWith(Plans.client(7), Plans.client(9))
                .contains(Plans.client(0), Plans.client(8));
        assertThat(select(recipe, plan, 3, Answers.none(), 1)).hasSize(3);
    }

    @Test
    void rememberedLossesNeedNoQueryAndWhoNeverTrainedComesFirst() {
        PolicyRecipe recipe = recipe("rpow-d", "candidates", "100");
        TierPlan plan = trained(recipe, start(recipe, 6), Map.of(0, 0.5, 1, 3.0, 2, Double.NaN, 3, 1.0));
        List<ClientId> cohort = select(recipe, plan, 6, Answers.none(), 1);

        assertThat(recipe.selection().query(plan, 5, new Seed(1).generator())).isEmpty();
        assertThat(new HashSet<>(cohort.subList(0, 2))).isEqualTo(Set.of(Plans.client(4), Plans.client(5)));
        assertThat(cohort.subList(2, 6))
                .containsExactly(Plans.client(1), Plans.client(3), Plans.client(0), Plans.client(2));
        TierPlan later = trained(recipe, plan, Map.of(1, 0.125));
        assertThat(select(recipe, later, 6, Answers.none(), 1)).endsWith(Plans.client(1), Plans.client(2));
    }

    @Test
    void whoCameSinceTheLastRoundCountsAsOneWhoNeverTrained() {
        PolicyRecipe recipe = recipe("rpow-d", "candidates", "100");
        TierPlan plan = trained(recipe, start(recipe, 3), Map.of(0, 1.0, 1, 1.0, 2, 1.0))
                .with(new ClientId("newcomer"));

        assertThat(select(recipe, plan, 1, Answers.none(), 1)).containsExactly(new ClientId("newcomer"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pow-d", "cpow-d", "rpow-d"})
    void theSameSeedAsksTheSameAndSuchPoliciesRankClients(String policy) {
        PolicyRecipe recipe = recipe(policy, "candidates", "7");
        TierPlan plan = holding(recipe, start(recipe, 100), Map.of(3, 8, 4, 90, 5, 1));

        assertThat(recipe.selection().ranksClients()).isTrue();
        assertThat(recipe.selection().query(plan, 3, new Seed(5).generator()))
                .isEqualTo(recipe.selection().query(plan, 3, new Seed(5).generator()));
        assertThat(select(recipe, plan, 3, Answers.none(), 9)).isEqualTo(select(recipe, plan, 3, Answers.none(), 9));
    }

    @Test
    void thePlanThatWasReadGoesOnLikeTheOneThatWasWritten() throws Exception {
        PolicyRecipe recipe = recipe("rpow-d");
        RandomGenerator random = new Seed(3).generator();
        TierPlan plan = recipe.tiering().start(Plans.evenly(4, 50, 1));
        TierPlan read = plan;
        List<byte[]> parts = new ArrayList<>(List.of(TierPlanFormat.whole(plan)));
        for (int number = 0; number < 40; number++) {
            List<ClientId> asked = select(recipe, plan, 20, Answers.none(), number);
            assertThat(select(recipe, read, 20, Answers.none(), number)).isEqualTo(asked);
            Map<Integer, Double> losses = new LinkedHashMap<>();
            Map<Integer, Integer> held = new TreeMap<>();
            for (ClientId client : asked) {
                int at = Integer.parseInt(client.value().substring(1));
                losses.put(at, random.nextInt(9) == 0 ? Double.NaN : random.nextDouble());
                held.put(at, random.nextInt(1, 1000));
            }
            TierPlan before = plan;
            plan = holding(recipe, trained(recipe, plan, losses), held);
            parts.add(TierPlanFormat.change(before, plan));
            read = number % 5 == 4 ? TierPlanFormat.read(parts) : holding(recipe, trained(recipe, read, losses), held);
            assertThat(TierPlanFormat.whole(read)).isEqualTo(TierPlanFormat.whole(plan));
        }
        assertThat(plan.holdings().known()).isGreaterThan(100);
    }

    @Test
    void planFromBeforeClientsSaidWhatTheyHoldGoesOn() throws Exception {
        TierPlan old;
        try (InputStream file = PowerOfChoicePolicyTest.class.getResourceAsStream("/golden/tier-plan-whole-v1.bin")) {
            old = TierPlanFormat.read(List.of(Objects.requireNonNull(file).readAllBytes()));
        }
        PolicyRecipe recipe = recipe("pow-d");

        assertThat(asked(recipe, old, 2, 1)).hasSize(4);
        TierPlan after = holding(recipe, old, Map.of(1, 12));
        assertThat(after.holdings().examples(1)).isEqualTo(12);
        byte[] change = TierPlanFormat.change(old, after);
        assertThat(TierPlanFormat.whole(TierPlanFormat.read(List.of(TierPlanFormat.whole(old), change))))
                .isEqualTo(TierPlanFormat.whole(after));
    }

    @Test
    void whateverTheBytesOfAPlanAreTheyYieldOneThatGoesOnOrAClearError() {
        PolicyRecipe recipe = recipe("rpow-d");
        TierPlan plan = holding(
                recipe,
                trained(recipe, recipe.tiering().start(Plans.evenly(1, 4, 1)), Map.of(0, 1.0)),
                Map.of(0, 5, 1, 600));
        byte[] whole = TierPlanFormat.whole(plan);
        RandomGenerator random = new Seed(5).generator();
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] body = Arrays.copyOfRange(whole, 16, whole.length - 4);
            body[body.length - 1 - random.nextInt(body.length / 2)] = (byte) random.nextInt();
            try {
                TierPlan read = TierPlanFormat.read(List.of(TierPlanFormat.FRAME.seal(sink -> sink.bytes(body))));
                assertThat(select(recipe, read, 3, Answers.none(), i)).hasSizeBetween(2, 4);
            } catch (MalformedMessageException e) {
                assertThat(e.getMessage()).isNotBlank();
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void claimsThatCannotBeAreNotKept() {
        PolicyRecipe recipe = recipe("pow-d");
        Map<Integer, Metrics> said = new TreeMap<>();
        said.put(0, Metrics.of("examples", Double.NaN));
        said.put(1, Metrics.of("examples", -3));
        said.put(2, Metrics.none());
        said.put(3, Metrics.of("examples", 1e300));
        said.put(4, Metrics.of("examples", 8).with("held", 70));
        Cohort nobody = new Cohort(OptionalInt.empty(), List.of());
        SortedMap<ClientId, Metrics> answers = new TreeMap<>(answers(said).metrics());
        answers.put(new ClientId("stranger"), Metrics.of("examples", 5));

        Holdings holdings = recipe.tiering()
                .adapt(
                        start(recipe, 6),
                        new Feedback(
                                0, nobody, new LinkedHashMap<>(), new LinkedHashMap<>(), Map.of(), answers, List.of()))
                .holdings();

        assertThat(IntStream.range(0, 6).map(holdings::examples).boxed().collect(Collectors.toList()))
                .containsExactly(0, 0, 0, Integer.MAX_VALUE, 70, 0);
        assertThat(holdings.size()).isEqualTo(6);
    }

    @Test
    void badSettingsAreNamed() {
        for (String bad : List.of("candidates=-1", "halve-every=-1", "batch=0", "query-seconds=-1")) {
            String[] parts = bad.split("=", -1);
            assertThatThrownBy(() -> recipe("cpow-d", parts[0], parts[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(parts[0]);
        }
        assertThatThrownBy(() -> recipe("pow-d", "batch", "5")).hasMessageContaining("unknown setting");
        assertThatThrownBy(() -> recipe("rpow-d", "query-seconds", "5")).hasMessageContaining("unknown setting");
    }
}
