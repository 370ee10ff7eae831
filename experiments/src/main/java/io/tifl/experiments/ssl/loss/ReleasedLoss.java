package io.tifl.experiments.ssl.loss;

import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.ssl.loss.DistanceLoss.Slopes;
import java.util.Arrays;
import java.util.List;

/**
 * Losses of distances that are means over the whole batch, per dimension, as in the authors' code.
 *
 * @param temperature infinite for the difference of the distances
 */
record ReleasedLoss(double temperature) implements TripletLoss {
    ReleasedLoss {
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("a temperature must be above 0, got " + temperature);
        }
    }

    @Override
    public Result of(Matrix anchors, Matrix positives, List<Matrix> negatives) {
        Triplets triplets = new Triplets(anchors, positives, negatives);
        // From half a squared distance of one sample to the mean over samples and dimensions.
        double share = 2.0 / ((double) anchors.rows() * anchors.columns());
        double near = 0;
        double[] far = new double[triplets.negatives()];
        for (int i = 0; i < triplets.samples(); i++) {
            near += share * triplets.positiveDistance(i);
            for (int h = 0; h < far.length; h++) {
                far[h] += share * triplets.negativeDistance(h, i);
            }
        }
        Slopes slopes = slopes(near, far);
        for (int i = 0; i < triplets.samples(); i++) {
            triplets.addPositiveSlope(i, share * slopes.positive());
            for (int h = 0; h < far.length; h++) {
                triplets.addNegativeSlope(h, i, share * slopes.negatives()[h]);
            }
        }
        return triplets.result(value(near, far));
    }

    private double value(double near, double[] far) {
        return Double.isInfinite(temperature)
                ? new DistanceLoss.Simple().value(near, far)
                : -StrictMath.exp(-new DistanceLoss.InfoNce(temperature).value(near, far));
    }

    // The released loss is -e^(-InfoNCE): its slopes are those of InfoNCE times e^(-InfoNCE).
    private Slopes slopes(double near, double[] far) {
        if (Double.isInfinite(temperature)) {
            return new DistanceLoss.Simple().slopes(near, far);
        }
        double factor = -value(near, far);
        Slopes slopes = new DistanceLoss.InfoNce(temperature).slopes(near, far);
        double[] negatives =
                Arrays.stream(slopes.negatives()).map(slope -> factor * slope).toArray();
        return new Slopes(factor * slopes.positive(), negatives);
    }
}
