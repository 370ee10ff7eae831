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
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What a plan of a million clients takes, counted in bytes so that no clock is involved. */
class TierPlanScaleTest {
    private static final int MANY = 1_000_000;
    static final int COHORT = 100;

    /** Five tiers, or fewer if they would be smaller than a cohort. */
    static TierPlan plan(int clients) {
        return Splitting.quantile(COHORT).plan(profiles(clients));
    }

    static Profiles profiles(int clients) {
        RandomGenerator random = new Seed(1).generator();
        ClientId[] ids = new ClientId[clients];
        long[] micros = new long[clients];
        for (int i = 0; i < clients; i++) {
            ids[i] = new ClientId("client-" + i);
            micros[i] = (long) (1e6 * Math.exp(3 * random.nextDouble()));
        }
        return Profiles.of(ids, micros, List.of());
    }

    static PolicyRecipe recipe() {
        return new AdaptivePolicy()
                .recipe(Settings.none().with("rounds", 1_000_000).with("retiering", "on"));
    }

    /** Selects a round and feeds it back, every client a little off its profile. */
    static TierPlan round(PolicyRecipe recipe, TierPlan plan, long number) {
        RandomGenerator random = new Seed(number).generator();
        Cohort cohort = recipe.selection().select(plan, COHORT, random);
        SequencedMap<ClientId, Duration> latencies = new LinkedHashMap<>();
        for (ClientId client : cohort.clients()) {
            Duration before = plan.latency(client).orElseThrow();
            latencies.put(client, Duration.ofNanos((long) (before.toNanos() * (0.7 + 0.6 * random.nextDouble()))));
        }
        return recipe.tiering().adapt(plan, new Feedback(number, cohort, latencies, new LinkedHashMap<>(), List.of()));
    }

    @Test
    void aMillionClientsTakeAtMostTwoHundredBytesEach() {
        long before = usedAfterCollection();

        TierPlan plan = plan(MANY);

        long bytes = usedAfterCollection() - before;
        assertThat(plan.clientCount()).isEqualTo(MANY);
        assertThat((double) bytes / MANY)
                .isBetween(60.0, 200.0); // the ids alone take 64: less means a wrong measurement
    }

    @Test
    void aRoundAllocatesAsItsCohortAndNotAsThePopulation() {
        PolicyRecipe recipe = recipe();

        long few = bytesPerRound(recipe, plan(1000));
        long many = bytesPerRound(recipe, plan(MANY));

        assertThat(many).isLessThan(4_000L * COHORT); // a copy of any array over all clients would take 1 to 8 million
        assertThat(many - few).isLessThan(3_000L * COHORT);
    }

    private static long bytesPerRound(PolicyRecipe recipe, TierPlan start) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        TierPlan plan = recipe.tiering().start(start);
        int rounds = 200;
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < rounds; round++) {
            plan = round(recipe, plan, round);
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / rounds;
    }

    private static long usedAfterCollection() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }
}
