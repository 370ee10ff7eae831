package io.tifl.tiering;

import java.util.function.IntFunction;

/**
 * Probabilities that never change; credits without limit.
 *
 * @param probabilities of a number of tiers, fast to slow
 */
record StaticTiering(String name, IntFunction<double[]> probabilities) implements TieringPolicy {
    @Override
    public TierPlan start(TierPlan tiers) {
        return tiers.withProbabilities(probabilities.apply(tiers.tierCount()));
    }

    @Override
    public TierPlan adapt(TierPlan plan, Feedback feedback) {
        return plan.after(feedback);
    }

    @Override
    public boolean isIndifferentToData() {
        return true;
    }
}
