package io.tifl.experiments.ssl.covariance;

import java.util.Collections;
import java.util.List;

/**
 * A finite distribution of samples, each with views that are equally likely: all that an expectation over samples and
 * augmentations needs.
 *
 * @param views of each sample, at least one, all equally long
 * @param probabilities of the samples, which sum to 1
 */
public record AugmentedSamples(List<List<double[]>> views, List<Double> probabilities) {
    public AugmentedSamples {
        views = views.stream().map(List::copyOf).toList();
        probabilities = List.copyOf(probabilities);
        if (views.isEmpty() || views.stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("every sample needs at least 1 view, and there must be a sample");
        }
        if (probabilities.size() != views.size()) {
            throw new IllegalArgumentException(
                    "expected a probability for each of " + views.size() + " samples, got " + probabilities.size());
        }
        double sum = probabilities.stream().mapToDouble(p -> p).sum();
        if (probabilities.stream().anyMatch(p -> !(p >= 0)) || Math.abs(sum - 1) > 1e-9) {
            throw new IllegalArgumentException("probabilities must be 0 or more and sum to 1, got " + probabilities);
        }
    }

    /** Samples that are equally likely. */
    public static AugmentedSamples uniform(List<List<double[]>> views) {
        return new AugmentedSamples(views, Collections.nCopies(views.size(), 1.0 / views.size()));
    }

    /** How many samples. */
    public int size() {
        return views.size();
    }

    double probability(int sample) {
        return probabilities.get(sample);
    }
}
