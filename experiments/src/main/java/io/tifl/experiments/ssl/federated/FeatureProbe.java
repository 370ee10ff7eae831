package io.tifl.experiments.ssl.federated;

import io.tifl.experiments.network.Matrix;

/** How well labels can be told from features. */
@FunctionalInterface
public interface FeatureProbe {
    /**
     * The share of test samples that are labelled rightly.
     *
     * @param features of labelled samples, one a row
     * @param test features of samples to label
     */
    double accuracy(Matrix features, int[] labels, Matrix test, int[] testLabels);
}
