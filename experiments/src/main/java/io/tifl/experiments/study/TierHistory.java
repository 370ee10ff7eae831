package io.tifl.experiments.study;

import io.tifl.tiering.TierPlan;
import io.tifl.tiering.TieringPolicy;

/** How the tiers of a run follow from its journal, round by round. */
record TierHistory(TieringPolicy tiering, Insight insight) {
    /** The plan after a round. */
    TierPlan next(TierPlan plan, JournalEntry round) {
        return insight.after(round, tiering.adapt(plan, round.feedback()));
    }
}
