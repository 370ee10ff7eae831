package io.tifl.experiments.ssl.loss;

import io.tifl.experiments.network.Matrix;

/**
 * A loss of two views of the same samples by the cosines of their rows; the other samples of the batch are the
 * negatives, {@code 2B - 2} for each of the {@code 2B} views. Implementations are immutable and thread-safe.
 */
public interface TwoViewLoss {
    /**
     * The loss of a batch.
     *
     * @param first a sample a row, of any length; at least two samples
     * @param second another view of each, of the same shape
     */
    Result of(Matrix first, Matrix second);

    /**
     * The loss and its slopes by both views.
     *
     * @param value the mean over all views
     */
    record Result(double value, Matrix first, Matrix second) {}

    /**
     * The normalised and temperature-scaled cross entropy (Chen et al., A Simple Framework for Contrastive Learning,
     * arXiv 2002.05709): InfoNCE with {@code r = 1 - cos}.
     *
     * @param temperature τ, above 0
     */
    static TwoViewLoss ntXent(double temperature) {
        return new BetaLoss(temperature, 0);
    }

    /**
     * The cross entropy with a term more for what pulls views of a sample together:
     * {@code (CE - β sum cos+ / τ) / ((1 + β) 2B)}, CE summed over views.
     *
     * @param temperature τ, above 0
     * @param beta β, above -1; 0 for {@link #ntXent}, more for a stronger pull
     */
    static TwoViewLoss beta(double temperature, double beta) {
        return new BetaLoss(temperature, beta);
    }

    /**
     * The surrogate whose gradient is that of the weighted covariance operator alone, see {@link ExactCovariance}.
     *
     * @param temperature τ, above 0
     */
    static ExactCovariance exactCovariance(double temperature) {
        return new ExactCovariance(temperature);
    }
}
