package io.tifl.experiments.ssl.loss;

import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.ssl.loss.TripletLoss.Result;
import java.util.List;

/** Anchors, positives and negatives with the slopes that gather for them. */
final class Triplets {
    private final Matrix anchors;
    private final Matrix positives;
    private final List<Matrix> negatives;
    private final Result slopes;

    Triplets(Matrix anchors, Matrix positives, List<Matrix> negatives) {
        if (negatives.isEmpty()) {
            throw new IllegalArgumentException("a contrastive loss needs at least 1 batch of negatives, got none");
        }
        this.anchors = anchors;
        this.positives = positives;
        this.negatives = negatives;
        this.slopes = new Result(
                0, empty(), empty(), negatives.stream().map(negative -> empty()).toList());
    }

    private Matrix empty() {
        return new Matrix(anchors.rows(), anchors.columns());
    }

    int samples() {
        return anchors.rows();
    }

    int negatives() {
        return negatives.size();
    }

    double positiveDistance(int sample) {
        return halfSquare(positives, sample);
    }

    double negativeDistance(int negative, int sample) {
        return halfSquare(negatives.get(negative), sample);
    }

    private double halfSquare(Matrix other, int sample) {
        double sum = 0;
        for (int j = 0; j < anchors.columns(); j++) {
            double gap = anchors.at(sample, j) - other.at(sample, j);
            sum += gap * gap;
        }
        return sum / 2;
    }

    void addPositiveSlope(int sample, double slope) {
        add(positives, slopes.positives(), sample, slope);
    }

    void addNegativeSlope(int negative, int sample, double slope) {
        add(negatives.get(negative), slopes.negatives().get(negative), sample, slope);
    }

    private void add(Matrix other, Matrix otherSlopes, int sample, double slope) {
        int from = sample * anchors.columns();
        for (int k = from; k < from + anchors.columns(); k++) {
            double pull = slope * (anchors.values()[k] - other.values()[k]);
            slopes.anchors().values()[k] += pull;
            otherSlopes.values()[k] -= pull;
        }
    }

    Result result(double value) {
        return new Result(value, slopes.anchors(), slopes.positives(), slopes.negatives());
    }
}
