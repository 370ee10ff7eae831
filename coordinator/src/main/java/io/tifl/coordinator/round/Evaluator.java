package io.tifl.coordinator.round;

import io.tifl.protocol.task.GlobalModel;
import io.tifl.tiering.TierPlan;

/** Measures a model, as a whole and per tier. Its cost does not count as round time. */
@FunctionalInterface
public interface Evaluator {
    Evaluated evaluate(GlobalModel model, TierPlan tiers) throws InterruptedException;
}
