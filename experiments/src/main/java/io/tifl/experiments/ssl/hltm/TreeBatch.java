package io.tifl.experiments.ssl.hltm;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a step of contrastive learning sees.
 *
 * @param anchors views of samples
 * @param positives another view of each
 * @param negatives one or more batches with views of other samples, each of as many
 */
public record TreeBatch(TreeSamples anchors, TreeSamples positives, List<TreeSamples> negatives) {
    public TreeBatch {
        negatives = List.copyOf(negatives);
        int count = anchors.count();
        if (positives.count() != count || negatives.stream().anyMatch(one -> one.count() != count)) {
            throw new IllegalArgumentException("expected " + count + " samples in each part of a batch");
        }
    }

    /**
     * Several batches as one: each sample keeps its own second view and its own negatives.
     *
     * @param batches one or more, with as many batches of negatives each
     */
    public static TreeBatch together(List<TreeBatch> batches) {
        return new TreeBatch(
                TreeSamples.together(batches.stream().map(TreeBatch::anchors).toList()),
                TreeSamples.together(batches.stream().map(TreeBatch::positives).toList()),
                IntStream.range(0, batches.getFirst().negatives.size())
                        .mapToObj(h -> TreeSamples.together(batches.stream()
                                .map(batch -> batch.negatives.get(h))
                                .toList()))
                        .toList());
    }

    /** How many samples, each with two views. */
    public int count() {
        return anchors.count();
    }

    List<TreeSamples> all() {
        List<TreeSamples> all = new ArrayList<>(List.of(anchors, positives));
        all.addAll(negatives);
        return all;
    }
}
