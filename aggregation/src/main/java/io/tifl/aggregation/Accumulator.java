package io.tifl.aggregation;

import io.tifl.protocol.Parameters;

/**
 * A running reduction of updates. Confined to one thread; shards run one each and merge.
 *
 * <p>For a linear rule the result has the same bits for any order of {@link #add} and any partition into merged
 * accumulators, and memory does not grow with the number of updates.
 */
public interface Accumulator {
    /**
     * Adds one update.
     *
     * @param weight of the update, at least 1
     * @throws IllegalArgumentException if layout, weight or a value lies outside what this accumulator was opened for;
     *     the accumulator is then unchanged
     */
    void add(Parameters change, long weight);

    /**
     * Adds everything another accumulator of the same rule, layout and limits holds; the other is not changed.
     *
     * @throws IllegalArgumentException if it is of another kind; this accumulator is then unchanged
     */
    void merge(Accumulator other);

    /** How many updates went in. */
    int updates();

    /**
     * The reduction of what was added; the accumulator can go on afterwards.
     *
     * @throws IllegalStateException if nothing was added
     */
    Aggregate finish();
}
