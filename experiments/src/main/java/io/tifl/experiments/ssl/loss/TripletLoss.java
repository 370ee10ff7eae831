package io.tifl.experiments.ssl.loss;

import io.tifl.experiments.network.Matrix;
import java.util.List;

/**
 * A loss of anchors, second views of the same samples, and views of other samples; gradients flow to all of them.
 * Implementations are immutable and thread-safe.
 */
public interface TripletLoss {
    /**
     * The loss of a batch.
     *
     * @param anchors a sample a row
     * @param positives another view of each, of the same shape
     * @param negatives one or more batches of other samples, of the same shape
     */
    Result of(Matrix anchors, Matrix positives, List<Matrix> negatives);

    /**
     * The loss and its slopes by each argument.
     *
     * @param value the mean over the batch
     */
    record Result(double value, Matrix anchors, Matrix positives, List<Matrix> negatives) {}

    /** The mean over samples of a loss of their distances, half the squared Euclidean ones: the form of the theory. */
    static TripletLoss perSample(DistanceLoss loss) {
        return new PerSampleLoss(loss);
    }

    /**
     * As the authors released it: {@code -e^(-P/τ) / (e^(-P/τ) + sum_h e^(-Q_h/τ))}, with P and Q_h means of squared
     * differences over the batch and over dimensions, and no logarithm. A mean over d dimensions is a distance of the
     * theory times {@code 2/d}.
     *
     * @param temperature τ, above 0
     */
    static TripletLoss released(double temperature) {
        return new ReleasedLoss(temperature);
    }

    /** {@code P} minus the mean of {@code Q_h}, of the means that {@link #released} takes. */
    static TripletLoss releasedDifference() {
        return new ReleasedLoss(Double.POSITIVE_INFINITY);
    }

    /**
     * By name.
     *
     * @param name {@code nce}, {@code subtract}, {@code nce-per-sample}, {@code triplet} (without a margin) or {@code simple}
     * @param temperature τ; means nothing to {@code subtract} and {@code simple}
     * @throws IllegalArgumentException if there is no such loss, or the temperature is not above 0
     */
    static TripletLoss named(String name, double temperature) {
        return switch (name) {
            case "nce" -> released(temperature);
            case "subtract" -> releasedDifference();
            case "nce-per-sample" -> perSample(new DistanceLoss.InfoNce(temperature));
            case "triplet" -> perSample(new DistanceLoss.SoftTriplet(temperature, 0));
            case "simple" -> perSample(new DistanceLoss.Simple());
            default ->
                throw new IllegalArgumentException(
                        "no loss '" + name + "' among [nce, subtract, nce-per-sample, triplet, simple]");
        };
    }
}
