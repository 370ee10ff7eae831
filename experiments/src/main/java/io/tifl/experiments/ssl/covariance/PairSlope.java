package io.tifl.experiments.ssl.covariance;

import io.tifl.experiments.ssl.loss.DistanceLoss;

/**
 * How strongly a contrastive loss pulls two views of a sample together, which is how strongly it drives away the one
 * negative (arXiv 2010.00578, theorem 3).
 */
@FunctionalInterface
public interface PairSlope {
    /**
     * The slope of the loss for the positive distance, 0 or more.
     *
     * @param sample index of the sample
     * @param other index of the negative sample
     * @param positive half the squared distance of two views of the sample
     * @param negative that of a view of the sample and one of the other
     */
    double of(int sample, int other, double positive, double negative);

    /** That of a loss. */
    static PairSlope of(DistanceLoss loss) {
        return (sample, other, positive, negative) ->
                loss.slopes(positive, negative).positive();
    }

    /** One that looks at the samples and not at their views, as weights from views without augmentation do. */
    static PairSlope of(PairWeight weight) {
        return (sample, other, positive, negative) -> weight.of(sample, other);
    }
}
