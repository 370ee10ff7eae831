package io.tifl.tiering;

/** Tiers of equal width between the fastest and the slowest client: a plain histogram, often with nearly empty bins. */
public record EqualWidthSplit() implements TierSplit {
    @Override
    public String name() {
        return "equal-width";
    }

    @Override
    public int[] cut(SortedLatencies sorted, int tiers) {
        int[] ends = new int[tiers];
        int size = sorted.size();
        double first = size == 0 ? 0 : sorted.micros(0);
        double width = size == 0 ? 0 : (sorted.micros(size - 1) - first) / tiers;
        for (int tier = 0; tier < tiers - 1; tier++) {
            ends[tier] = sorted.firstAtLeast(first + (tier + 1) * width, tier == 0 ? 0 : ends[tier - 1]);
        }
        ends[tiers - 1] = size;
        return ends;
    }
}
