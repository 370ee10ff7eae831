package io.tifl.experiments.ssl.federated;

import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.ssl.loss.DistanceLoss;
import io.tifl.experiments.ssl.loss.DistanceLoss.Slopes;
import io.tifl.experiments.ssl.loss.TripletLoss;
import java.util.List;

/**
 * A loss whose negatives are the second views of all other samples of the batch, as in SimCLR, and not those it is
 * given: how many there are depends on the batch, so a client with few samples has few.
 */
record InBatchLoss(DistanceLoss loss) implements TripletLoss {
    @Override
    public Result of(Matrix anchors, Matrix positives, List<Matrix> negatives) {
        if (anchors.rows() < 2) {
            throw new IllegalArgumentException("negatives in the batch need 2 or more samples, got " + anchors.rows());
        }
        Matrix byAnchors = new Matrix(anchors.rows(), anchors.columns());
        Matrix byPositives = new Matrix(anchors.rows(), anchors.columns());
        double sum = 0;
        for (int i = 0; i < anchors.rows(); i++) {
            double near = distance(anchors, i, positives, i);
            double[] far = others(anchors, positives, i);
            sum += loss.value(near, far);
            Slopes slopes = loss.slopes(near, far);
            for (int j = 0; j < anchors.rows(); j++) {
                double slope = j == i ? slopes.positive() : slopes.negatives()[j < i ? j : j - 1];
                pull(anchors, byAnchors, i, positives, byPositives, j, slope / anchors.rows());
            }
        }
        return new Result(
                sum / anchors.rows(),
                byAnchors,
                byPositives,
                negatives.stream()
                        .map(one -> new Matrix(one.rows(), one.columns()))
                        .toList());
    }

    private static double[] others(Matrix anchors, Matrix positives, int i) {
        double[] far = new double[anchors.rows() - 1];
        for (int j = 0; j < far.length; j++) {
            far[j] = distance(anchors, i, positives, j < i ? j : j + 1);
        }
        return far;
    }

    private static double distance(Matrix anchors, int i, Matrix positives, int j) {
        double sum = 0;
        for (int k = 0; k < anchors.columns(); k++) {
            double gap = anchors.at(i, k) - positives.at(j, k);
            sum += gap * gap;
        }
        return sum / 2;
    }

    private static void pull(
            Matrix anchors, Matrix byAnchors, int i, Matrix positives, Matrix byPositives, int j, double slope) {
        for (int k = 0; k < anchors.columns(); k++) {
            double pull = slope * (anchors.at(i, k) - positives.at(j, k));
            byAnchors.set(i, k, byAnchors.at(i, k) + pull);
            byPositives.set(j, k, byPositives.at(j, k) - pull);
        }
    }
}
