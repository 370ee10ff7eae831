package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What policies that look at some clients more closely cost with many clients, counted in bytes so that no clock is involved. */
class QueryScaleTest {
    private static final int BATCH = 1000;

    static PolicyRecipe recipe(String policy, int candidates) {
        SchedulingPolicy named = SchedulingPolicy.catalog().get(policy);
        return named.recipe(Settings.none().with("candidates", candidates).only(named.settings()));
    }

    /** A plan that knows of half of its clients how much they hold, widely spread. */
    static TierPlan plan(PolicyRecipe recipe, int clients) {
        TierPlan plan = recipe.tiering().start(TierPlanScaleTest.plan(clients));
        RandomGenerator random = new Seed(2).generator();
        for (int first = 0; first < clients / 2; first += BATCH) {
            SortedMap<ClientId, Metrics> answers = new TreeMap<>();
            for (int client = first; client < first + BATCH; client++) {
                answers.put(new ClientId("client-" + client), answer(random));
            }
            plan = after(recipe, plan, List.of(), answers, random);
        }
        return plan;
    }

    private static Metrics answer(RandomGenerator random) {
        return Metrics.of("examples", Math.rint(Math.exp(8 * random.nextDouble())))
                .with("loss", 4 * random.nextDouble())
                .with("down", 1e6 * (1 + random.nextDouble()))
                .with("up", 1e6 * (1 + random.nextDouble()))
                .with("seconds-per-example", 0.01 * (1 + random.nextDouble()));
    }

    /** Asks, selects a round and feeds it back. */
    static TierPlan round(PolicyRecipe recipe, TierPlan plan) {
        RandomGenerator random = new Seed(plan.roundsCompleted()).generator();
        SelectionPolicy selection = recipe.selection();
        Optional<Query> query = selection.query(plan, TierPlanScaleTest.COHORT, random);
        SortedMap<ClientId, Metrics> answers = new TreeMap<>();
        query.ifPresent(some -> some.clients().forEach(client -> answers.put(client, answer(random))));
        Answers all = new Answers(query.map(Query::clients).orElse(List.of()), answers, 1_000_000);
        List<ClientId> cohort =
                selection.select(plan, TierPlanScaleTest.COHORT, all, random).clients();
        if (cohort.isEmpty()) {
            throw new IllegalStateException("nobody was asked");
        }
        return after(recipe, plan, cohort, answers, random);
    }

    private static TierPlan after(
            PolicyRecipe recipe,
            TierPlan plan,
            List<ClientId> cohort,
            SortedMap<ClientId, Metrics> answers,
            RandomGenerator random) {
        SequencedMap<ClientId, Duration> latencies = new LinkedHashMap<>();
        Map<ClientId, Feedback.Trained> trained = new LinkedHashMap<>();
        for (ClientId client : cohort) {
            latencies.put(client, Duration.ofSeconds(1));
            trained.put(client, new Feedback.Trained(10, 4 * random.nextDouble(), Double.NaN));
        }
        return recipe.tiering()
                .adapt(
                        plan,
                        new Feedback(
                                plan.roundsCompleted(),
                                new Cohort(OptionalInt.empty(), cohort),
                                latencies,
                                new LinkedHashMap<>(),
                                trained,
                                answers,
                                List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pow-d", "cpow-d", "rpow-d", "fedcs", "flow"})
    void aRoundAllocatesAsItsCandidatesAndNotAsThePopulation(String policy) {
        PolicyRecipe recipe = recipe(policy, 3 * TierPlanScaleTest.COHORT);

        long bytes = bytesPerRound(recipe, plan(recipe, 100_000));
        long bytesOfFourTimes = bytesPerRound(recipe, plan(recipe, 400_000));

        // A byte for each client would be 300,000 more; blocks that candidates share less of are some.
        assertThat(bytesOfFourTimes).isLessThan(bytes + 300_000);
    }

    private static long bytesPerRound(PolicyRecipe recipe, TierPlan start) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        TierPlan plan = start;
        int rounds = 50;
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < rounds; round++) {
            plan = round(recipe, plan);
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / rounds;
    }
}
