package io.tifl.experiments.ssl.image;

import java.util.List;

/**
 * A training on images, epoch by epoch, and what its features are worth.
 *
 * @param epochs before training, then after each epoch
 * @param probe of the features at the end, of images as they are
 * @param probeOfViews the same of one random view of each image, which features that do not change with views make easy
 * @param seconds of the training itself, without judging; only told
 */
public record ImageRun(List<Epoch> epochs, LinearProbe.Result probe, LinearProbe.Result probeOfViews, double seconds) {
    public ImageRun {
        epochs = List.copyOf(epochs);
    }

    /**
     * What came of an epoch.
     *
     * @param number 0 before training
     * @param loss its mean over the epoch's steps; NaN before training
     * @param neighbours the share of judged images whose class their nearest neighbours in feature space tell
     * @param features the encoder's, which are kept
     * @param projections which the loss compares
     */
    public record Epoch(int number, double loss, double neighbours, Collapse features, Collapse projections) {}

    public Epoch last() {
        return epochs.getLast();
    }
}
