package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What Oort costs with many clients, counted in bytes so that no clock is involved. */
class OortScaleTest {
    private static final int BATCH = 1000;

    static PolicyRecipe recipe(String parameters) {
        return new OortPolicy().recipe(Settings.none().with("parameters", parameters));
    }

    /** A plan in which a share of the clients took part, a thousand a round, with losses and durations of a wide spread. */
    static TierPlan plan(PolicyRecipe recipe, int clients, double explored) {
        TierPlan plan = recipe.tiering().start(TierPlanScaleTest.plan(clients));
        RandomGenerator random = new Seed(2).generator();
        int last = (int) (explored * clients);
        for (int first = 0; first < last; first += BATCH) {
            SequencedMap<ClientId, Duration> latencies = new LinkedHashMap<>();
            for (int client = first; client < Math.min(first + BATCH, last); client++) {
                ClientId id = new ClientId("client-" + client);
                latencies.put(id, plan.latency(id).orElseThrow());
            }
            plan = after(recipe, plan, latencies, random);
        }
        return plan;
    }

    /** Selects a round and feeds it back. */
    static TierPlan round(PolicyRecipe recipe, TierPlan plan) {
        RandomGenerator random = new Seed(plan.roundsCompleted()).generator();
        SequencedMap<ClientId, Duration> latencies = new LinkedHashMap<>();
        for (ClientId client : recipe.selection()
                .select(plan, TierPlanScaleTest.COHORT, random)
                .clients()) {
            latencies.put(client, plan.latency(client).orElseThrow());
        }
        if (latencies.size() != TierPlanScaleTest.COHORT) {
            throw new IllegalStateException("only " + latencies.size() + " were asked");
        }
        return after(recipe, plan, latencies, random);
    }

    private static TierPlan after(
            PolicyRecipe recipe, TierPlan plan, SequencedMap<ClientId, Duration> latencies, RandomGenerator random) {
        Map<ClientId, Feedback.Trained> trained = new LinkedHashMap<>();
        for (ClientId client : latencies.keySet()) {
            long examples = 10 + (long) (100 * Math.exp(2 * random.nextDouble()));
            trained.put(client, new Feedback.Trained(examples, Math.exp(4 * random.nextDouble() - 3)));
        }
        Cohort cohort = new Cohort(OptionalInt.empty(), List.copyOf(latencies.keySet()));
        return recipe.tiering()
                .adapt(
                        plan,
                        new Feedback(
                                plan.roundsCompleted(), cohort, latencies, new LinkedHashMap<>(), trained, List.of()));
    }

    @Test
    void aRoundOfTwoHundredThousandAllocatesLessThanAnyArrayOverThem() {
        PolicyRecipe recipe = recipe("fedscale");
        TierPlan plan = plan(recipe, 200_000, 0.5);
        TierPlan more = plan(recipe, 800_000, 0.5);

        long bytes = bytesPerRound(recipe, plan);
        long bytesOfFourTimes = bytesPerRound(recipe, more);

        // Cells that are filled are listed, and there are no more of them than a grid has; a byte for each client would
        // be more.
        assertThat(bytesOfFourTimes).isLessThan(bytes + 600_000);
    }

    private static long bytesPerRound(PolicyRecipe recipe, TierPlan start) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        TierPlan plan = start;
        int rounds = 100;
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < rounds; round++) {
            plan = round(recipe, plan);
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / rounds;
    }
}
