package io.tifl.aggregation;

import io.tifl.protocol.Parameters;
import java.util.Optional;

/**
 * What a round's updates came to.
 *
 * @param change the combined parameter change
 * @param totalWeight sum of the weights that went in: training examples
 * @param updates how many updates went in, at least 1
 * @param memory what the rule wants to be told in the next round, {@link RuleContext#memory}; empty for most
 * @param noised what to enter in the privacy ledger before anything here is shown; empty if there is no noise in it
 */
public record Aggregate(
        Parameters change, long totalWeight, int updates, OptimizerState memory, Optional<Noised> noised) {
    /**
     * That there is noise.
     *
     * @param multiplier its deviation over the norm that updates were clipped to
     * @param sum digest of what it was added to: letters, digits, {@code -} and {@code _}
     */
    public record Noised(double multiplier, String sum) {}

    /** Without noise. */
    public Aggregate(Parameters change, long totalWeight, int updates, OptimizerState memory) {
        this(change, totalWeight, updates, memory, Optional.empty());
    }

    /** Without noise, of a rule that remembers nothing. */
    public Aggregate(Parameters change, long totalWeight, int updates) {
        this(change, totalWeight, updates, OptimizerState.empty());
    }
}
