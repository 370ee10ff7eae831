package io.tifl.experiments.ssl.loss;

import io.tifl.experiments.network.Matrix;

/** Cosines of all pairs among the views of a batch: of the first views, then of the second. */
final class CosinePairs {
    private final int samples;
    private final UnitRows units;
    private final Matrix cosines;

    CosinePairs(Matrix first, Matrix second) {
        if (first.rows() < 2 || first.rows() != second.rows()) {
            throw new IllegalArgumentException(
                    "expected two views of the same 2 or more samples, got " + first.rows() + " and " + second.rows());
        }
        this.samples = first.rows();
        this.units = UnitRows.of(first.above(second));
        this.cosines = units.rows().timesTranspose(units.rows());
    }

    int views() {
        return 2 * samples;
    }

    /** The other view of the same sample. */
    int twin(int view) {
        return view < samples ? view + samples : view - samples;
    }

    boolean isNegative(int view, int other) {
        return other != view && other != twin(view);
    }

    double cosine(int view, int other) {
        return cosines.at(view, other);
    }

    /**
     * The result of a loss.
     *
     * @param slopes by the cosine of the row's view with the column's
     */
    TwoViewLoss.Result result(double value, Matrix slopes) {
        Matrix both = slopes.copy().add(1, slopes.transpose());
        Matrix back = units.backward(both.times(units.rows()));
        return new TwoViewLoss.Result(value, back.rows(0, samples), back.rows(samples, 2 * samples));
    }
}
