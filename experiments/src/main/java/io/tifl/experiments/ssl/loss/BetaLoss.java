package io.tifl.experiments.ssl.loss;

import io.tifl.experiments.network.Matrix;

/** Cross entropy of twins among all other views, with a share more for twins. */
record BetaLoss(double temperature, double beta) implements TwoViewLoss {
    BetaLoss {
        Distances.requireTemperature(temperature);
        if (!(beta > -1) || Double.isInfinite(beta)) {
            throw new IllegalArgumentException("beta must be above -1 and finite, got " + beta);
        }
    }

    @Override
    public Result of(Matrix first, Matrix second) {
        CosinePairs pairs = new CosinePairs(first, second);
        double share = 1 / ((1 + beta) * pairs.views());
        Matrix slopes = new Matrix(pairs.views(), pairs.views());
        double sum = 0;
        for (int view = 0; view < pairs.views(); view++) {
            sum += add(pairs, view, share / temperature, slopes);
        }
        return pairs.result(share * sum, slopes);
    }

    private double add(CosinePairs pairs, int view, double factor, Matrix slopes) {
        double mass = 0;
        for (int other = 0; other < pairs.views(); other++) {
            double weight = other == view ? 0 : weight(pairs, view, other);
            slopes.set(view, other, weight);
            mass += weight;
        }
        for (int other = 0; other < pairs.views(); other++) {
            slopes.set(view, other, factor * slopes.at(view, other) / mass);
        }
        int twin = pairs.twin(view);
        slopes.set(view, twin, slopes.at(view, twin) - factor * (1 + beta));
        return StrictMath.log(mass) + (1 - (1 + beta) * pairs.cosine(view, twin)) / temperature;
    }

    // Relative to a cosine of 1, the largest there is: nothing overflows.
    private double weight(CosinePairs pairs, int view, int other) {
        return StrictMath.exp((pairs.cosine(view, other) - 1) / temperature);
    }
}
