package io.tifl.experiments.study;

import io.tifl.tiering.Amplification;
import io.tifl.tiering.Tier;
import io.tifl.tiering.TierPlan;
import io.tifl.tiering.TieringPolicy;
import io.tifl.tiering.TimeEstimator;
import io.tifl.tiering.WhenSpent;
import java.time.Duration;
import java.util.List;

/**
 * What TiFL's formulas say about a run: how long it takes and how often a client is asked.
 *
 * <p>For a policy with fixed probabilities both are known before the first round (Chai et al., HPDC 2020, Eq. 6 and section
 * 4.6). The adaptive policy changes its probabilities, so its plan is followed round by round: the estimate adds up what Eq. 6
 * says of each round, the chance is the largest of any round.
 *
 * @param seconds estimated time of all rounds by Eq. 6, which counts a tier's slowest client in every round
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

    /** For a policy that draws a tier each round. */
    static Foretold tiered(TierPlan first, TieringPolicy policy, int cohort, List<JournalEntry> rounds) {
        TierPlan plan = first;
        Amplification worst = Amplification.of(first, cohort, WhenSpent.IGNORE);
        double seconds = 0;
        double expected = 0;
        for (JournalEntry entry : rounds) {
            double[] chances = plan.drawProbabilities(WhenSpent.IGNORE);
            for (Tier tier : plan.tiers()) {
                double chance = chances[tier.index()];
                seconds += chance * seconds(tier.maxLatency());
                expected += chance * seconds(TimeEstimator.expectedTierRound(plan, tier.index(), cohort));
            }
            worst = worst.worst(Amplification.of(plan, cohort, WhenSpent.IGNORE));
            plan = policy.adapt(plan, entry.feedback());
        }
        return new Foretold(
                seconds,
                expected,
                worst.largest(),
                Amplification.vanilla(first, cohort).largest());
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
