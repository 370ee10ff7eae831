package io.tifl.experiments.ssl.covariance;

/** The weight ξ of a pair of samples, the same in both orders. */
@FunctionalInterface
public interface PairWeight {
    /**
     * The weight.
     *
     * @param sample index of one sample
     * @param other index of the other
     */
    double of(int sample, int other);
}
