package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowPolicyTest {
    private static final int TIERS = 4;
    private static final int OF_A_TIER = 10;

    private static PolicyRecipe recipe(String... namesAndValues) {
        Settings settings = Settings.none().with("retiering", "off");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings = settings.with(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new FlowPolicy().recipe(settings);
    }

    /** Tiers that take 1, 2, 4 and 8 seconds. */
    private static TierPlan start(PolicyRecipe recipe) {
        return recipe.tiering().start(Plans.evenly(TIERS, OF_A_TIER, 1));
    }

    private static List<ClientId> select(PolicyRecipe recipe, TierPlan plan, int size, long seed) {
        return recipe.selection().select(plan, size, new Seed(seed).generator()).clients();
    }

    /** A round of these clients, with a loss that each says. */
    private static TierPlan round(
            PolicyRecipe recipe, TierPlan plan, List<ClientId> clients, ToDoubleFunction<ClientId> loss) {
        return round(recipe, plan, clients, loss, _ -> 10);
    }

    private static TierPlan round(
            PolicyRecipe recipe,
            TierPlan plan,
            List<ClientId> clients,
            ToDoubleFunction<ClientId> loss,
            ToIntFunction<ClientId> examples) {
        SequencedMap<ClientId, Duration> latencies = new LinkedHashMap<>();
        Map<ClientId, Feedback.Trained> trained = new HashMap<>();
        for (ClientId client : clients) {
            latencies.put(client, Duration.ofSeconds(1));
            trained.put(
                    client, new Feedback.Trained(examples.applyAsInt(client), loss.applyAsDouble(client), Double.NaN));
        }
        Cohort cohort = new Cohort(OptionalInt.empty(), clients);
        return recipe.tiering()
                .adapt(
                        plan,
                        new Feedback(
                                plan.roundsCompleted(), cohort, latencies, new LinkedHashMap<>(), trained, List.of()));
    }

    private static List<ClientId> everybody() {
        return IntStream.range(0, TIERS * OF_A_TIER).mapToObj(Plans::client).toList();
    }

    private static double speed(TierPlan plan) {
        return Double.longBitsToDouble(plan.utilities().pace().get(0));
    }

    // Chances are as 1 to 1/4 to 1/16 to 1/64 at speed 2, alike at speed 0.
    @ParameterizedTest
    @CsvSource({"2, 0.7529, 0.1882, 0.0471, 0.0118", "0, 0.25, 0.25, 0.25, 0.25"})
    void firstPlaceGoesToATierByItsSizeAndSpeed(String speed, double first, double second, double third, double last) {
        PolicyRecipe recipe = recipe("speed", speed);
        TierPlan plan = start(recipe);
        int[] drawn = new int[TIERS];
        int draws = 20_000;

        for (int seed = 0; seed < draws; seed++) {
            drawn[plan.tierOf(select(recipe, plan, 1, seed).getFirst()).getAsInt()]++;
        }

        double[] chances = {first, second, third, last};
        for (int tier = 0; tier < TIERS; tier++) {
            double sigma = Math.sqrt(chances[tier] * (1 - chances[tier]) / draws);
            assertThat((double) drawn[tier] / draws).as("tier " + tier).isCloseTo(chances[tier], within(4 * sigma));
        }
    }

    @Test
    void nobodyOfATierHasATurnWhileAnotherHasWaitedLonger() {
        PolicyRecipe recipe = recipe();
        TierPlan plan = start(recipe);
        Map<ClientId, Integer> lastTurn = new HashMap<>();

        for (int round = 1; round <= 300; round++) {
            TierPlan now = plan;
            List<ClientId> asked = select(recipe, plan, 3, round);
            for (ClientId client : asked) {
                int waitedSince = lastTurn.getOrDefault(client, 0);
                assertThat(now.clients(now.tierOf(client).getAsInt()))
                        .filteredOn(other -> !asked.contains(other))
                        .allMatch(other -> lastTurn.getOrDefault(other, 0) >= waitedSince);
            }
            int turn = round;
            asked.forEach(client -> lastTurn.put(client, turn));
            plan = round(recipe, plan, asked, _ -> 1);
        }

        assertThat(lastTurn).as("nobody is left out").hasSize(TIERS * OF_A_TIER);
    }

    @Test
    void cohortIsAsLargeAsIsWantedAsLongAsThereAreClients() {
        PolicyRecipe recipe = recipe("speed", "8");
        TierPlan plan = start(recipe);

        assertThat(select(recipe, plan, 35, 1)).hasSize(35).doesNotHaveDuplicates();
        assertThat(select(recipe, plan, 100, 1)).hasSize(TIERS * OF_A_TIER).doesNotHaveDuplicates();
        assertThat(select(recipe, TierPlan.untiered(List.of()), 3, 1)).isEmpty();
    }

    // As many of each tier begin as chances say, however long those of the slow ones have been at work.
    @Test
    void tierWhoseClientsAreAtWorkKeepsItsChanceForTheOthers() {
        PolicyRecipe recipe = recipe("speed", "0");
        TierPlan plan = start(recipe);
        Set<ClientId> busy = Set.copyOf(plan.clients(TIERS - 1).subList(0, OF_A_TIER - 1));
        int draws = 20_000;
        int last = 0;

        for (int seed = 0; seed < draws; seed++) {
            List<ClientId> asked = recipe.selection()
                    .select(plan, 1, busy, new Seed(seed).generator())
                    .clients();
            assertThat(asked).doesNotContainAnyElementsOf(busy);
            last += plan.tierOf(asked.getFirst()).getAsInt() == TIERS - 1 ? 1 : 0;
        }

        assertThat((double) last / draws).isCloseTo(0.25, within(4 * Math.sqrt(0.25 * 0.75 / draws)));
        Set<ClientId> all = Set.copyOf(everybody());
        assertThat(recipe.selection()
                        .select(plan, 3, all, new Seed(1).generator())
                        .clients())
                .isEmpty();
    }

    @Test
    void whoeverWasWaitedForInVainHasHadItsTurn() {
        PolicyRecipe recipe = recipe();
        TierPlan plan = start(recipe);
        ClientId silent = Plans.client(0);
        SequencedMap<ClientId, Duration> timedOut = new LinkedHashMap<>(Map.of(silent, Duration.ofSeconds(4)));
        TierPlan after = recipe.tiering().adapt(plan, Plans.feedback(plan, new LinkedHashMap<>(), timedOut));

        for (int seed = 0; seed < 100; seed++) {
            List<ClientId> fastest = select(recipe, after, 12, seed).stream()
                    .filter(client -> after.tierOf(client).getAsInt() == 0)
                    .toList();
            assertThat(fastest.size() == OF_A_TIER || !fastest.contains(silent)).isTrue();
        }
    }

    private static TierPlan rounds(PolicyRecipe recipe, TierPlan first, int count, double lossOfTheSlow) {
        TierPlan plan = first;
        for (int round = 0; round < count; round++) {
            TierPlan now = plan;
            List<ClientId> asked = select(recipe, plan, 5, plan.roundsCompleted());
            plan = round(recipe, plan, asked, client -> now.tierOf(client).getAsInt() >= 2 ? lossOfTheSlow : 1);
        }
        return plan;
    }

    @Test
    void slowTiersThatAreWorseOffGetMoreTurnsAndFewerOnceTheyAreNot() {
        PolicyRecipe recipe = recipe();

        TierPlan alike = rounds(recipe, start(recipe), 100, 1);
        TierPlan worse = rounds(recipe, alike, 100, 3);
        TierPlan again = rounds(recipe, worse, 600, 1);

        assertThat(speed(alike)).isEqualTo(2);
        assertThat(speed(worse)).isLessThan(1);
        assertThat(speed(again)).isEqualTo(2);
    }

    // One of forty is worse off: nobody minds unless it holds a third of all examples.
    @ParameterizedTest
    @CsvSource({"10, 2", "200, 0"})
    void tiersCountByTheExamplesTheyHold(int heldByTheLast, double speed) {
        PolicyRecipe recipe = recipe();
        TierPlan plan = start(recipe);
        ClientId last = Plans.client(TIERS * OF_A_TIER - 1);
        List<ClientId> all = everybody();

        for (int round = 0; round < 60; round++) {
            List<ClientId> asked = round % 12 == 0 ? all : all.subList(0, OF_A_TIER);
            plan = round(
                    recipe,
                    plan,
                    asked,
                    client -> client.equals(last) ? 2 : 1,
                    client -> client.equals(last) ? heldByTheLast : 10);
        }

        assertThat(speed(plan)).isEqualTo(speed);
    }

    @Test
    void lossesThatCannotBeChangeNothing() {
        PolicyRecipe recipe = recipe();

        for (double absurd : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1, 1e300}) {
            assertThat(speed(rounds(recipe, start(recipe), 60, absurd))).isEqualTo(2);
        }
    }

    @Test
    void correctionIsWhatASeldomClientIsOwedUpToALimit() {
        PolicyRecipe recipe = recipe("speed", "1", "most-correction", "5");
        TierPlan plan = start(recipe);
        SelectionPolicy selection = recipe.selection();

        assertThat(selection.largestCorrection()).isEqualTo(5);
        assertThat(selection.correction(plan, Plans.client(0))).isEqualTo(1);
        assertThat(selection.correction(plan, Plans.client(15))).isCloseTo(2, within(1e-9));
        assertThat(selection.correction(plan, Plans.client(25))).isCloseTo(4, within(1e-9));
        assertThat(selection.correction(plan, Plans.client(35))).isEqualTo(5);
        assertThat(selection.correction(plan, new ClientId("unknown"))).isEqualTo(1);
        assertThat(recipe().selection().correction(plan, Plans.client(35))).isEqualTo(1);
    }

    @Test
    void planThatWasStoredGoesOnAsTheOneThatWasNot() throws Exception {
        PolicyRecipe recipe = recipe();
        TierPlan plan = rounds(recipe, start(recipe), 30, 2);
        TierPlan read = TierPlanFormat.read(List.of(TierPlanFormat.whole(plan)));

        assertThat(TierPlanFormat.whole(rounds(recipe, read, 30, 2)))
                .isEqualTo(TierPlanFormat.whole(rounds(recipe, plan, 30, 2)));
    }

    @Test
    void clientsThatJoinGetTheirTurns() {
        PolicyRecipe recipe = recipe();
        ClientId late = new ClientId("late");
        TierPlan plan = rounds(recipe, start(recipe), 50, 1).with(late, Duration.ofSeconds(1));

        assertThat(select(recipe, plan, 4, 3)).contains(late);
        TierPlan after = round(recipe, plan, List.of(late), _ -> 1);
        assertThat(after.utilities().lastRound(after.roster().index().find(late)))
                .isEqualTo(51);
    }

    @ParameterizedTest
    @CsvSource({
        "speed, 9",
        "least-speed, 3",
        "pace-step, 0",
        "tolerance, 0",
        "most-correction, 0.5",
        "buffer, 0",
        "concurrency, 0",
        "patience, 0",
        "mean-of, 0",
        "weights, alike"
    })
    void settingThatCannotBeIsNamed(String name, String value) {
        assertThatThrownBy(() -> recipe(name, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }
}
