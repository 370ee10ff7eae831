package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;

/**
 * Predicts training time before training (Chai et al., TiFL, HPDC 2020, section 4.5, Eq. 6 and 7). Communication and
 * evaluation on the server are not in it; latencies are those of the plan.
 *
 * <p>Eq. 6 counts every round of a tier as long as its slowest client takes. That is close where a tier's clients are alike,
 * as in the paper, and far too long where they are not: {@link #expectedTierRound} and {@link #expectedVanillaRound} weigh
 * every client's latency by the chance that it is the largest of the cohort.
 */
public final class TimeEstimator {
    private TimeEstimator() {}

    /** Eq. 6: rounds times the expected round time. */
    public static Duration training(TierPlan plan, long rounds) {
        return seconds(roundSeconds(plan) * rounds);
    }

    /**
     * Expected time of one round of a policy that draws tiers: the sum over tiers of the largest latency times the
     * probability. It counts every round of a tier as long as its slowest client takes, so it is an upper estimate where
     * tiers are wide. For {@code adaptive} it holds while the probabilities stay.
     */
    public static Duration round(TierPlan plan) {
        return seconds(roundSeconds(plan));
    }

    /**
     * Expected time of one round of the vanilla policy: exact if all clients of a tier take as long as its slowest. Not in
     * the paper; P(slowest tier of the cohort is at most j) = Choose(n_1 + .. + n_j, |C|) / Choose(|K|, |C|).
     *
     * @param cohort |C|; cut to the number of clients
     */
    public static Duration vanillaRound(TierPlan plan, int cohort) {
        int all = plan.clientCount();
        int drawn = Math.clamp(cohort, 0, all);
        double expected = 0;
        double below = drawn == 0 ? 1 : 0;
        int clients = 0;
        double longest = 0;
        for (Tier tier : plan.tiers()) {
            clients += tier.size();
            longest = Math.max(longest, maxSeconds(tier));
            double upTo = Stragglers.chanceOfAllAmong(clients, all, drawn);
            expected += longest * (upTo - below);
            below = upTo;
        }
        return seconds(expected);
    }

    /**
     * Expected time of a round of {@code cohort} clients drawn uniformly from one tier, from each client's own latency. Not in
     * the paper. Clients never observed are left out; zero if there is nobody to wait for.
     *
     * @param cohort |C|; cut to the size of the tier
     */
    public static Duration expectedTierRound(TierPlan plan, int tier, int cohort) {
        return seconds(expectedLargest(latencies(plan, plan.clients(tier)), cohort));
    }

    /** Like {@link #expectedTierRound}, of a cohort drawn from all clients in tiers. */
    public static Duration expectedVanillaRound(TierPlan plan, int cohort) {
        double[] all = plan.tiers().stream()
                .flatMapToDouble(tier -> Arrays.stream(latencies(plan, plan.clients(tier.index()))))
                .toArray();
        return seconds(expectedLargest(all, cohort));
    }

    private static double[] latencies(TierPlan plan, Collection<ClientId> clients) {
        return clients.stream()
                .flatMap(client -> plan.latency(client).stream())
                .mapToDouble(latency -> latency.toNanos() / 1e9)
                .toArray();
    }

    // Downwards from the largest: a cohort of c among the j smallest lies among the j - 1 smallest with chance (j - c)
    // / j.
    private static double expectedLargest(double[] latencies, int cohort) {
        Arrays.sort(latencies);
        int drawn = Math.clamp(cohort, 0, latencies.length);
        double expected = 0;
        double upTo = 1;
        for (int j = latencies.length; j >= drawn && j > 0 && drawn > 0; j--) {
            double below = upTo * (j - drawn) / j;
            expected += latencies[j - 1] * (upTo - below);
            upTo = below;
        }
        return expected;
    }

    /** Eq. 7: mean absolute percentage error of one estimate, in percent. */
    public static double mape(Duration estimated, Duration actual) {
        if (!actual.isPositive()) {
            throw new IllegalArgumentException("the actual time must be positive, got " + actual);
        }
        double truth = actual.toNanos() / 1e9;
        return Math.abs(estimated.toNanos() / 1e9 - truth) / truth * 100;
    }

    private static double roundSeconds(TierPlan plan) {
        return plan.tiers().stream()
                .mapToDouble(tier -> maxSeconds(tier) * tier.probability())
                .sum();
    }

    private static double maxSeconds(Tier tier) {
        return tier.maxLatency().toNanos() / 1e9;
    }

    private static Duration seconds(double seconds) {
        long whole = (long) Math.floor(seconds);
        return Duration.ofSeconds(whole, Math.round((seconds - whole) * 1e9));
    }
}
