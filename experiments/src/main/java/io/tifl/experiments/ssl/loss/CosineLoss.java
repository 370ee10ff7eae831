package io.tifl.experiments.ssl.loss;

import io.tifl.experiments.network.Matrix;

/**
 * {@code 2 - 2 cos} of predictions and what they predict, as a mean over rows (Grill et al., Bootstrap Your Own Latent,
 * arXiv 2006.07733).
 */
public final class CosineLoss {
    private CosineLoss() {}

    /**
     * The loss and its slopes.
     *
     * @param value in [0, 4]
     * @param predictions slopes by the predictions; none flow to the targets
     */
    public record Result(double value, Matrix predictions) {}

    /** The loss of predictions, a sample a row, for targets of the same shape. */
    public static Result of(Matrix predictions, Matrix targets) {
        UnitRows units = UnitRows.of(predictions);
        Matrix wanted = UnitRows.of(targets).rows();
        double sum = 0;
        for (int i = 0; i < predictions.rows(); i++) {
            double cosine = 0;
            for (int j = 0; j < predictions.columns(); j++) {
                cosine += units.rows().at(i, j) * wanted.at(i, j);
            }
            sum += 2 - 2 * cosine;
        }
        double rows = predictions.rows();
        return new Result(sum / rows, units.backward(wanted.copy().scale(-2 / rows)));
    }
}
