package io.tifl.tiering;

import io.tifl.protocol.plugin.Named;

/**
 * How sorted latencies are cut into tiers; found by name in the catalogue. A pure function; thread-safe.
 *
 * <p>TiFL (Chai et al., HPDC 2020, section 4.2) splits "a histogram" of latencies into m groups and says no more. Its own
 * set-ups have equally many clients of each speed, where all three ways agree: {@code quantile}, {@code equal-width} and
 * {@code cluster}.
 */
public interface TierSplit extends Named {
    /**
     * Cuts the latencies into groups of neighbours.
     *
     * @param tiers how many groups are wanted, at least 1
     * @return for each group the position after its last member: ascending, the last being {@code sorted.size()}; equal
     *     neighbours are an empty group, which the caller merges away
     */
    int[] cut(SortedLatencies sorted, int tiers);
}
