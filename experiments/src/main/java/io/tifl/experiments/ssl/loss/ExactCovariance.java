package io.tifl.experiments.ssl.loss;

import io.tifl.experiments.network.Matrix;

/**
 * The surrogate of arXiv 2010.00578 for theorem 4: {@code mean_i(r+_i sum_j w_ij - sum_j w_ij r_ij)} with
 * {@code r = 1 - cos} and weights {@code w_ij = e^(-r_ij/τ) / (1 + e^(-r_ij/τ)) / τ / (2B - 2)} through which no
 * gradient flows.
 *
 * @param temperature τ, above 0
 */
public record ExactCovariance(double temperature) implements TwoViewLoss {
    public ExactCovariance {
        Distances.requireTemperature(temperature);
    }

    /** With weights from the views themselves. */
    @Override
    public Result of(Matrix first, Matrix second) {
        CosinePairs pairs = new CosinePairs(first, second);
        return of(pairs, weights(pairs));
    }

    /**
     * With weights from samples without augmentation, which leaves the weighted operator without a residual.
     *
     * @param plain the outputs for the samples as they are, a sample a row
     */
    public Result of(Matrix first, Matrix second, Matrix plain) {
        if (plain.rows() != first.rows()) {
            throw new IllegalArgumentException(
                    "expected " + first.rows() + " samples without augmentation, got " + plain.rows());
        }
        return of(new CosinePairs(first, second), weights(new CosinePairs(plain, plain)));
    }

    /** The weights of all pairs of views, first views before second ones; 0 for a view with itself and with its twin. */
    Matrix weights(CosinePairs pairs) {
        Matrix weights = new Matrix(pairs.views(), pairs.views());
        int negatives = pairs.views() - 2;
        for (int i = 0; i < pairs.views(); i++) {
            for (int j = 0; j < pairs.views(); j++) {
                double distance = 1 - pairs.cosine(i, j);
                double weight = Distances.sigmoid(-distance / temperature) / temperature / negatives;
                weights.set(i, j, pairs.isNegative(i, j) ? weight : 0);
            }
        }
        return weights;
    }

    Result of(CosinePairs pairs, Matrix weights) {
        Matrix slopes = new Matrix(pairs.views(), pairs.views());
        double sum = 0;
        for (int i = 0; i < pairs.views(); i++) {
            double all = 0;
            for (int j = 0; j < pairs.views(); j++) {
                double weight = weights.at(i, j);
                all += weight;
                sum -= weight * (1 - pairs.cosine(i, j));
                slopes.set(i, j, weight / pairs.views());
            }
            sum += all * (1 - pairs.cosine(i, pairs.twin(i)));
            slopes.set(i, pairs.twin(i), -all / pairs.views());
        }
        return pairs.result(sum / pairs.views(), slopes);
    }
}
