package io.tifl.tiering;

import java.util.ArrayList;
import java.util.List;

/**
 * Merges tiers that are too small into a neighbour, since TiFL needs n_j of at least |C| clients in a tier (Chai et al.,
 * HPDC 2020, section 4.3 takes it for granted).
 *
 * <p>The smallest tier goes first, the faster of two equally small; it joins the neighbour whose nearest client is closer
 * in latency, the faster one when both are as close.
 */
final class Merging {
    private Merging() {}

    static int[] merged(SortedLatencies sorted, int[] cut, int smallest) {
        List<Integer> ends = withoutEmpty(cut);
        while (ends.size() > 1) {
            int tier = smallestOf(ends);
            if (size(ends, tier) >= smallest) {
                break;
            }
            int gone = joinsFaster(sorted, ends, tier) ? tier - 1 : tier;
            ends.subList(gone, gone + 1).clear();
        }
        return ends.stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<Integer> withoutEmpty(int[] cut) {
        List<Integer> ends = new ArrayList<>();
        int first = 0;
        for (int end : cut) {
            if (end > first) {
                ends.add(end);
                first = end;
            }
        }
        return ends.isEmpty() ? new ArrayList<>(List.of(0)) : ends;
    }

    private static int smallestOf(List<Integer> ends) {
        int found = 0;
        for (int tier = 1; tier < ends.size(); tier++) {
            if (size(ends, tier) < size(ends, found)) {
                found = tier;
            }
        }
        return found;
    }

    private static int size(List<Integer> ends, int tier) {
        return ends.get(tier) - first(ends, tier);
    }

    private static int first(List<Integer> ends, int tier) {
        return tier == 0 ? 0 : ends.get(tier - 1);
    }

    private static boolean joinsFaster(SortedLatencies sorted, List<Integer> ends, int tier) {
        if (tier == 0 || tier == ends.size() - 1) {
            return tier > 0;
        }
        int first = first(ends, tier);
        int end = ends.get(tier);
        return sorted.micros(first) - sorted.micros(first - 1) <= sorted.micros(end) - sorted.micros(end - 1);
    }
}
