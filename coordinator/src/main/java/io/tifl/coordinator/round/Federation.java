package io.tifl.coordinator.round;

import io.tifl.aggregation.OptimizerState;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.tiering.TierPlan;

/**
 * Everything a federated job is between two rounds; the only state of the round engine. Immutable.
 *
 * @param round the next round to run, counted from 0
 * @param seed root of the job's seed tree: {@code select/round}, {@code train/round/client}
 */
public record Federation(
        JobId job, long round, GlobalModel model, OptimizerState optimizerState, TierPlan tiers, Seed seed) {
    public Federation {
        if (round < 0) {
            throw new IllegalArgumentException("rounds count from 0, got " + round);
        }
    }
}
