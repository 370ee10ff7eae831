package io.tifl.aggregation;

import io.tifl.protocol.Parameters;

/**
 * What a round's updates came to.
 *
 * @param change the combined parameter change
 * @param totalWeight sum of the weights that went in: training examples
 * @param updates how many updates went in, at least 1
 * @param memory what the rule wants to be told in the next round, {@link RuleContext#memory}; empty for most
 */
public record Aggregate(Parameters change, long totalWeight, int updates, OptimizerState memory) {
    /** Of a rule that remembers nothing. */
    public Aggregate(Parameters change, long totalWeight, int updates) {
        this(change, totalWeight, updates, OptimizerState.empty());
    }
}
