package io.tifl.tiering;

/** Tiers of equally many clients, give or take one; clients of equal latency are told apart by their ids. */
public record QuantileSplit() implements TierSplit {
    @Override
    public String name() {
        return "quantile";
    }

    @Override
    public int[] cut(SortedLatencies sorted, int tiers) {
        int[] ends = new int[tiers];
        for (int tier = 0; tier < tiers; tier++) {
            ends[tier] = (int) ((tier + 1L) * sorted.size() / tiers);
        }
        return ends;
    }
}
