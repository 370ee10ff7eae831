package io.tifl.experiments.study;

import io.tifl.tiering.Tier;
import io.tifl.tiering.TierPlan;
import io.tifl.tiering.WhenSpent;
import org.jspecify.annotations.Nullable;

/** provisional */
record Foretold(@Nullable Double seconds, double largestShare, double vanillaShare) {
    static Foretold of(String policy, TierPlan first, ReplaySettings settings) {
        double[] p = first.drawProbabilities(WhenSpent.IGNORE);
        double seconds = 0;
        for (Tier tier : first.tiers()) {
            seconds += tier.maxLatency().toNanos()
                    / 1e9
                    * p[tier.index()]
                    * settings.rounds().count();
        }
        return new Foretold(policy.equals("vanilla") || policy.equals("adaptive") ? null : seconds, 0.1, 0.1);
    }
}
