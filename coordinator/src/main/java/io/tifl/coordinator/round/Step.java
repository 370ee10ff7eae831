package io.tifl.coordinator.round;

import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.ServerOptimizer;

/** The state after the model moved, or why it did not. */
record Step(Federation after, RoundReport.Status status) {
    /** Before the names of what the rule remembers, in the state that the optimiser and the rule share. */
    static final String RULE = "rule.";

    /**
     * Moves the model by what a round's updates came to.
     *
     * @param optimizerState what of the state is the optimiser's own
     * @param others what the new state holds besides, that of the rule apart
     */
    static Step taken(
            Recipe recipe,
            Federation before,
            Aggregate aggregate,
            OptimizerState optimizerState,
            OptimizerState others) {
        ServerOptimizer.Step step = recipe.optimizer()
                .step(
                        before.model().parameters(),
                        aggregate,
                        optimizerState,
                        before.tiers().clientCount());
        if (!Admission.isFinite(step.model())) {
            return new Step(before, RoundReport.Status.DIVERGED);
        }
        OptimizerState all = step.state().withPart(RULE, aggregate.memory()).withPart("", others);
        return new Step(before.withModel(before.model().next(step.model()), all), RoundReport.Status.COMMITTED);
    }
}
