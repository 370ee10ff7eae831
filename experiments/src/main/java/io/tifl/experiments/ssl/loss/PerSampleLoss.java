package io.tifl.experiments.ssl.loss;

import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.ssl.loss.DistanceLoss.Slopes;
import java.util.Arrays;
import java.util.List;

/** The mean over samples of a loss of their distances. */
record PerSampleLoss(DistanceLoss loss) implements TripletLoss {
    @Override
    public Result of(Matrix anchors, Matrix positives, List<Matrix> negatives) {
        Triplets triplets = new Triplets(anchors, positives, negatives);
        double sum = 0;
        for (int i = 0; i < triplets.samples(); i++) {
            sum += add(triplets, i);
        }
        return triplets.result(sum / triplets.samples());
    }

    private double add(Triplets triplets, int sample) {
        double near = triplets.positiveDistance(sample);
        double[] far = new double[triplets.negatives()];
        Arrays.setAll(far, h -> triplets.negativeDistance(h, sample));
        Slopes slopes = loss.slopes(near, far);
        triplets.addPositiveSlope(sample, slopes.positive() / triplets.samples());
        for (int h = 0; h < far.length; h++) {
            triplets.addNegativeSlope(h, sample, slopes.negatives()[h] / triplets.samples());
        }
        return loss.value(near, far);
    }
}
