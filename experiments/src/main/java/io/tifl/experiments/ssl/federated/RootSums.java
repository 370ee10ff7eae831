package io.tifl.experiments.ssl.federated;

import io.tifl.experiments.ssl.hltm.TreeStatistics;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Sums of the root's units as metrics {@code root-0}, {@code root-1} and so on, so that whoever reads a job's rounds can
 * add clients up: correlation and ceiling of the root, whatever order clients come in.
 */
public final class RootSums {
    /** Widest root whose sums go into metrics. */
    static final int WIDEST = 64;

    private RootSums() {}

    static Metrics in(Metrics metrics, TreeStatistics statistics, int width) {
        double[] sums = statistics.sums();
        Metrics all = metrics;
        for (int k = 0; k < count(width); k++) {
            all = all.with("root-" + k, sums[k]);
        }
        return all;
    }

    // What a latent and its units have in TreeStatistics, of which the root's come first.
    private static int count(int width) {
        return 5 + 5 * width;
    }

    /**
     * The statistics of all clients' samples, of which the root's alone mean something.
     *
     * @param model {@code hltm}'s settings
     * @param clients metrics of clients of {@code hltm-train} with {@code judged} samples
     * @throws IllegalArgumentException if one lacks a sum, or one is not finite
     */
    public static TreeStatistics pooled(Settings model, List<Metrics> clients) {
        HltmModel.Size size = HltmModel.size(model);
        int count = count(size.width());
        FixedPointSums sums = new FixedPointSums(count);
        for (Metrics metrics : clients) {
            double[] own = new double[count];
            Arrays.setAll(own, k -> sum(metrics, k));
            sums.add(own);
        }
        double[] all = new TreeStatistics(size.shape(), size.width()).sums();
        System.arraycopy(sums.values(), 0, all, 0, count);
        return TreeStatistics.of(size.shape(), size.width(), all);
    }

    private static double sum(Metrics metrics, int k) {
        OptionalDouble sum = metrics.get("root-" + k);
        return sum.orElseThrow(() -> new IllegalArgumentException("metric 'root-" + k + "' is missing"));
    }
}
