package io.tifl.tiering;

import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * TiFL's adaptive tier selection (Chai et al., HPDC 2020, section 4.4, Algorithm 2).
 *
 * <p>All tiers start equally likely. After r rounds, r a positive multiple of the interval I, the probabilities are ranked
 * anew by accuracy if A[cur][r] is at most A[cur][r - I], cur being the tier of the last round: the model has stopped
 * improving there. A[t][k] is taken after k completed rounds, A[t][0] of the initial model, the only reading of the paper in
 * which all terms exist; while one of the two is not known nothing changes, so evaluate at least every I rounds. A round
 * spends one credit of its tier.
 *
 * @param credits the rule for a number of tiers
 */
record AdaptiveTiering(RankRule rank, int interval, IntFunction<CreditRule> credits) implements TieringPolicy {
    AdaptiveTiering {
        if (interval < 1) {
            throw new IllegalArgumentException("interval must be at least 1, got " + interval);
        }
    }

    @Override
    public String name() {
        return "adaptive";
    }

    @Override
    public TierPlan start(TierPlan tiers) {
        CreditRule rule = credits.apply(tiers.tierCount());
        return tiers.with(Schedule.uniform(tiers.tierCount())).withCredits(rule.credits(tiers.tiers()));
    }

    @Override
    public boolean looksAtAccuracy(long completed) {
        return completed % interval == 0;
    }

    @Override
    public TierPlan adapt(TierPlan plan, Feedback feedback) {
        TierPlan after = plan.after(feedback);
        return stalled(after) ? ranked(after) : after;
    }

    private boolean stalled(TierPlan plan) {
        long round = plan.roundsCompleted();
        if (!looksAtAccuracy(round) || plan.currentTier().isEmpty()) {
            return false;
        }
        int tier = plan.currentTier().getAsInt();
        double now = plan.accuracy(tier, round).orElse(Double.NaN);
        double then = plan.accuracy(tier, round - interval).orElse(Double.NaN);
        return now <= then; // false where either is not known
    }

    private TierPlan ranked(TierPlan plan) {
        long round = plan.roundsCompleted();
        double[] accuracies = IntStream.range(0, plan.tierCount())
                .mapToDouble(tier -> plan.accuracy(tier, round).orElse(Double.NaN))
                .toArray();
        Schedule schedule = plan.schedule();
        boolean anyCredit = IntStream.range(0, plan.tierCount()).anyMatch(schedule::hasCredit);
        return anyCredit
                ? plan.with(schedule.withProbabilities(rank.probabilities(accuracies, schedule::hasCredit)))
                : plan;
    }
}
