package io.tifl.tiering;

import io.tifl.protocol.plugin.Named;

/** How tiers, their probabilities and credits change from round to round. A pure function; thread-safe. */
public interface TieringPolicy extends Named {
    /** The plan before the first round, from freshly split tiers: probabilities and credits are set here. */
    TierPlan start(TierPlan tiers);

    /** The plan for the next round, given what the last one showed. Credits are spent here and nowhere else. */
    TierPlan adapt(TierPlan plan, Feedback feedback);

    /**
     * Whether it looks at how accurate the model is on each tier when so many rounds are complete: then these accuracies have to
     * be measured for it, whatever that costs the clients.
     */
    default boolean looksAtAccuracy(long completed) {
        return false;
    }

    /**
     * Whether the chances of tiers are the same whatever data clients hold, so that something may be claimed for the privacy of
     * drawing one. How fast clients are is not taken for their data.
     */
    default boolean isIndifferentToData() {
        return false;
    }
}
