package io.tifl.aggregation;

import io.tifl.protocol.Parameters;

/**
 * What a round's updates came to.
 *
 * @param change the combined parameter change
 * @param totalWeight sum of the weights that went in: training examples
 * @param updates how many updates went in, at least 1
 */
public record Aggregate(Parameters change, long totalWeight, int updates) {}
