package io.tifl.aggregation;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Seed;

/**
 * What a rule is told when a round begins.
 *
 * @param layout of the updates
 * @param limits within which they lie
 * @param memory what the rule left in {@link Aggregate#memory} the last time; empty the first time
 * @param seed of all chance in this round's reduction
 */
public record RuleContext(Layout layout, UpdateLimits limits, OptimizerState memory, Seed seed) {
    /** A first round, without chance. */
    public static RuleContext of(Layout layout, UpdateLimits limits) {
        return new RuleContext(layout, limits, OptimizerState.empty(), new Seed(0));
    }
}
