package io.tifl.aggregation;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Seed;
import io.tifl.protocol.auth.NoiseSource;

/**
 * What a rule is told when a round begins.
 *
 * @param layout of the updates
 * @param limits within which they lie
 * @param memory what the rule left in {@link Aggregate#memory} the last time; empty the first time
 * @param seed of all chance in this round's reduction that anybody may foresee
 * @param noise of this round, for whatever nobody may foresee
 * @param jobNoise of all rounds, for noise that they share
 * @param round counted from 0
 */
public record RuleContext(
        Layout layout,
        UpdateLimits limits,
        OptimizerState memory,
        Seed seed,
        NoiseSource noise,
        NoiseSource jobNoise,
        long round) {
    /** With noise that whoever knows the seed can foresee. */
    public RuleContext(Layout layout, UpdateLimits limits, OptimizerState memory, Seed seed) {
        this(layout, limits, memory, seed, NoiseSource.seeded(seed), NoiseSource.seeded(seed), 0);
    }

    /** A first round, without chance. */
    public static RuleContext of(Layout layout, UpdateLimits limits) {
        return new RuleContext(layout, limits, OptimizerState.empty(), new Seed(0));
    }

    /** The same with another memory. */
    public RuleContext withMemory(OptimizerState other) {
        return new RuleContext(layout, limits, other, seed, noise, jobNoise, round);
    }
}
