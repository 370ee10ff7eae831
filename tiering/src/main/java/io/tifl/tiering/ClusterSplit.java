package io.tifl.tiering;

import java.util.Arrays;

/**
 * Tiers that minimise the squared distance of latencies to their tier's mean: k-means in one dimension, solved by dynamic
 * programming (Wang and Song, "Ckmeans.1d.dp", The R Journal 2011) with divide and conquer over its monotone optima.
 *
 * <p>Exact up to {@value #BINS} clients. Above that neighbours in rank are first taken together in that many bins of equal
 * count; the cuts so found are then moved to exact local optima client by client (each cut halfway between the means on its
 * sides), so binning costs at most the choice between nearly equal optima. Time O(n + tiers * bins * log bins).
 */
public record ClusterSplit() implements TierSplit {
    static final int BINS = 8192;
    private static final int POLISHING_STEPS = 50;

    @Override
    public String name() {
        return "cluster";
    }

    @Override
    public int[] cut(SortedLatencies sorted, int tiers) {
        if (sorted.size() <= tiers) {
            return new QuantileSplit().cut(sorted, tiers);
        }
        Moments moments = new Moments(sorted);
        int bins = Math.min(sorted.size(), BINS);
        int[] ends = new Search(moments, sorted.size(), bins).cuts(tiers);
        return bins == sorted.size() ? ends : polished(ends, sorted, moments);
    }

    private static int[] polished(int[] start, SortedLatencies sorted, Moments moments) {
        int[] ends = start;
        for (int step = 0; step < POLISHING_STEPS; step++) {
            int[] moved = ends.clone();
            for (int tier = 0; tier < ends.length - 1; tier++) {
                int first = tier == 0 ? 0 : ends[tier - 1];
                double middle = (moments.mean(first, ends[tier]) + moments.mean(ends[tier], ends[tier + 1])) / 2;
                moved[tier] = sorted.firstAtLeast(middle, 0);
            }
            if (Arrays.equals(moved, ends)) {
                return ends;
            }
            ends = moved;
        }
        return ends;
    }

    /** Prefix sums of distances to the overall mean, and of their squares. */
    private static final class Moments {
        private final double[] sums;
        private final double[] squares;

        Moments(SortedLatencies sorted) {
            int size = sorted.size();
            sums = new double[size + 1];
            squares = new double[size + 1];
            double centre = 0;
            for (int i = 0; i < size; i++) {
                centre += sorted.micros(i) / (double) size;
            }
            for (int i = 0; i < size; i++) {
                double distance = sorted.micros(i) - centre;
                sums[i + 1] = sums[i] + distance;
                squares[i + 1] = squares[i] + distance * distance;
            }
            this.centre = centre;
        }

        private final double centre;

        double mean(int first, int end) {
            return centre + (sums[end] - sums[first]) / (end - first);
        }

        double scatter(int first, int end) {
            double sum = sums[end] - sums[first];
            return Math.max(0, squares[end] - squares[first] - sum * sum / (end - first));
        }
    }

    /** The dynamic programme: best cost of the first b bins in t groups, for t = 1, 2 ... */
    private static final class Search {
        private final Moments moments;
        private final int size;
        private final int bins;
        private double[] before;
        private double[] now;

        Search(Moments moments, int size, int bins) {
            this.moments = moments;
            this.size = size;
            this.bins = bins;
            this.before = new double[bins + 1];
            this.now = new double[bins + 1];
        }

        int[] cuts(int tiers) {
            for (int b = 1; b <= bins; b++) {
                before[b] = cost(0, b);
            }
            int[][] starts = new int[tiers][bins + 1];
            for (int tier = 1; tier < tiers; tier++) {
                fill(starts[tier], tier + 1, bins, tier, bins - 1);
                double[] swap = before;
                before = now;
                now = swap;
            }
            int[] ends = new int[tiers];
            int end = bins;
            for (int tier = tiers - 1; tier >= 0; tier--) {
                ends[tier] = client(end);
                end = starts[tier][end];
            }
            return ends;
        }

        // Best start of the last group for every number of bins in low..high, known to lie in first..last.
        private void fill(int[] starts, int low, int high, int first, int last) {
            if (low > high) {
                return;
            }
            int middle = (low + high) >>> 1;
            double best = Double.POSITIVE_INFINITY;
            int at = first;
            for (int start = first; start <= Math.min(last, middle - 1); start++) {
                double cost = before[start] + cost(start, middle);
                if (cost < best) {
                    best = cost;
                    at = start;
                }
            }
            now[middle] = best;
            starts[middle] = at;
            fill(starts, low, middle - 1, first, at);
            fill(starts, middle + 1, high, at, last);
        }

        private double cost(int firstBin, int endBin) {
            return moments.scatter(client(firstBin), client(endBin));
        }

        private int client(int bin) {
            return (int) ((long) bin * size / bins);
        }
    }
}
