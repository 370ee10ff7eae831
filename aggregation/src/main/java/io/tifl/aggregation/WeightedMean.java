package io.tifl.aggregation;

import java.util.Optional;

/**
 * The mean of the updates, weighted by their training examples: federated averaging (McMahan et al., 2017).
 *
 * <p>The sum is kept in fixed point, 16 bytes per parameter, on grids that follow from the {@link UpdateLimits} alone, so
 * the result has the same bits for any order of arrival and any tree of merges. With {@code t = ceil(log2 maxMagnitude)
 * + ceil(log2 maxWeight)} and {@code b = min(51, 62 - ceil(log2 maxUpdates))} the fine step is
 * {@code s = 2^(t - 2b - 1)}:
 *
 * <ul>
 *   <li>for weights up to 2^29, a change whose magnitude is 0 or at least {@code 2^23 * s} adds no error at all, and if
 *       all changes are such, the result is the true weighted mean, rounded once to the nearest float, half to even;
 *   <li>otherwise the mean, before that last rounding, is off by at most {@code s / 2 * updates / totalWeight}, which is
 *       at most {@code s / 2}; a weight above 2^29 adds a relative 2^-53 of its own term.
 * </ul>
 *
 * With {@link UpdateLimits#forRound}, {@code s} is 2^-73 for up to 2048 updates, 2^-55 for a million and 2^-33 for
 * 2^31 - 1.
 */
public final class WeightedMean implements AggregationRule {
    @Override
    public String name() {
        return "weighted-mean";
    }

    @Override
    public boolean isSummable() {
        return true;
    }

    @Override
    public Optional<String> objectionToSecureSums() {
        return Optional.empty();
    }

    @Override
    public Accumulator open(RuleContext context) {
        return new WeightedMeanAccumulator(context.layout(), context.limits());
    }
}
