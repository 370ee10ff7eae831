package io.tifl.experiments.study;

import io.tifl.tiering.Amplification;
import io.tifl.tiering.Tier;
import io.tifl.tiering.TierPlan;
import io.tifl.tiering.TimeEstimator;
import io.tifl.tiering.WhenSpent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What TiFL's formulas say about a run: how long it takes and how often a client is asked.
 *
 * <p>For a policy with fixed probabilities both are known before the first round (Chai et al., HPDC 2020, Eq. 6 and section
 * 4.6). The adaptive policy changes its probabilities, so its plan is followed round by round: the estimate adds up what Eq. 6
 * says of each round, the chance is the largest of any round.
 *
 * @param seconds estimated time of all rounds by Eq. 6; NaN where there is no estimate. It counts a tier's slowest client in every round
 * @param expectedSeconds the same from each client's own latency
 * @param largestShare q_max
 * @param vanillaShare q of the vanilla policy
 */
record Foretold(double seconds, double expectedSeconds, double largestShare, double vanillaShare) {

    /** For a policy that draws clients from all tiers alike. */
    static Foretold untiered(TierPlan first, int cohort, long rounds) {
        Duration round = TimeEstimator.vanillaRound(first, cohort);
        double share = Amplification.vanilla(first, cohort).largest();
        double expected = seconds(TimeEstimator.expectedVanillaRound(first, cohort));
        return new Foretold(seconds(round) * rounds, expected * rounds, share, share);
    }

    /**
     * For a policy that ranks clients: no formula says how long it takes, and how often a client is asked is counted after the
     * rounds.
     */
    static Foretold counted(TierPlan first, int cohort, List<JournalEntry> rounds) {
        Map<String, Long> asked = rounds.stream()
                .flatMap(entry -> entry.cohort().stream())
                .collect(Collectors.groupingBy(client -> client, Collectors.counting()));
        long most = asked.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return new Foretold(
                Double.NaN,
                Double.NaN,
                rounds.isEmpty() ? 0 : (double) most / rounds.size(),
                Amplification.vanilla(first, cohort).largest());
    }

    /** For a policy that draws a tier each round. */
    static Foretold tiered(TierPlan first, TierHistory history, int cohort, List<JournalEntry> rounds) {
        TierPlan plan = first;
        double[] expectedRounds = expectedRounds(plan, cohort);
        Amplification worst = Amplification.of(first, cohort, WhenSpent.IGNORE);
        double seconds = 0;
        double expected = 0;
        for (JournalEntry entry : rounds) {
            double[] chances = plan.drawProbabilities(WhenSpent.IGNORE);
            for (Tier tier : plan.tiers()) {
                seconds += chances[tier.index()] * seconds(tier.maxLatency());
                expected += chances[tier.index()] * expectedRounds[tier.index()];
            }
            worst = worst.worst(Amplification.of(plan, cohort, WhenSpent.IGNORE));
            TierPlan next = history.next(plan, entry);
            if (!next.sharesClientsWith(plan)) {
                expectedRounds = expectedRounds(next, cohort);
            }
            plan = next;
        }
        return new Foretold(
                seconds,
                expected,
                worst.largest(),
                Amplification.vanilla(first, cohort).largest());
    }

    private static double[] expectedRounds(TierPlan plan, int cohort) {
        return IntStream.range(0, plan.tierCount())
                .mapToDouble(tier -> seconds(TimeEstimator.expectedTierRound(plan, tier, cohort)))
                .toArray();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
