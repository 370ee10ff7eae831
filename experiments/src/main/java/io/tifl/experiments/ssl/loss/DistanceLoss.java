package io.tifl.experiments.ssl.loss;

import java.util.Arrays;

/**
 * A contrastive loss as a function of distances: {@code r+} between two views of one sample, {@code r_h} between a view
 * and one of another sample, each half the squared Euclidean distance of the outputs. Of all of them the slope for
 * {@code r+} is positive, those for {@code r_h} are negative, and the slopes sum to 0 (arXiv 2010.00578, theorem 3).
 * Immutable and thread-safe.
 */
public sealed interface DistanceLoss {
    /**
     * The loss of one sample.
     *
     * @param negatives one or more distances
     */
    double value(double positive, double... negatives);

    /**
     * How the loss changes with each distance.
     *
     * @param negatives one or more distances
     */
    Slopes slopes(double positive, double... negatives);

    /** Slopes of a loss: for the positive distance, and for each negative one. */
    @SuppressWarnings("ArrayRecordComponent")
    record Slopes(double positive, double[] negatives) {
        // The positive slope is what balances the others, so the sum is 0 to the last bit that addition allows.
        static Slopes balanced(double[] negatives) {
            return new Slopes(-Arrays.stream(negatives).sum(), negatives);
        }
    }

    /** {@code r+} minus the mean of {@code r_h}: the simple contrastive loss. */
    record Simple() implements DistanceLoss {
        @Override
        public double value(double positive, double... negatives) {
            Distances.requireSome(negatives);
            return positive - Arrays.stream(negatives).sum() / negatives.length;
        }

        @Override
        public Slopes slopes(double positive, double... negatives) {
            Distances.requireSome(negatives);
            double[] slopes = new double[negatives.length];
            Arrays.fill(slopes, -1.0 / negatives.length);
            return Slopes.balanced(slopes);
        }
    }

    /**
     * The soft triplet loss, {@code τ log(1 + exp((r+ - r_h + margin) / τ))}, as a mean over negatives.
     *
     * @param temperature τ, above 0
     * @param margin finite
     */
    record SoftTriplet(double temperature, double margin) implements DistanceLoss {
        public SoftTriplet {
            Distances.requireTemperature(temperature);
            if (!Double.isFinite(margin)) {
                throw new IllegalArgumentException("the margin of a triplet loss must be finite, got " + margin);
            }
        }

        @Override
        public double value(double positive, double... negatives) {
            Distances.requireSome(negatives);
            double sum = 0;
            for (double negative : negatives) {
                sum += temperature * Distances.softPlus((positive - negative + margin) / temperature);
            }
            return sum / negatives.length;
        }

        @Override
        public Slopes slopes(double positive, double... negatives) {
            Distances.requireSome(negatives);
            double[] slopes = new double[negatives.length];
            Arrays.setAll(
                    slopes,
                    h -> -Distances.sigmoid((positive - negatives[h] + margin) / temperature) / negatives.length);
            return Slopes.balanced(slopes);
        }
    }

    /**
     * InfoNCE, {@code -log(e^(-r+/τ) / (e^(-r+/τ) + sum_h e^(-r_h/τ)))} (van den Oord, Li and Vinyals, arXiv 1807.03748).
     *
     * @param temperature τ, above 0
     */
    record InfoNce(double temperature) implements DistanceLoss {
        public InfoNce {
            Distances.requireTemperature(temperature);
        }

        @Override
        public double value(double positive, double... negatives) {
            Distances.requireSome(negatives);
            double nearest = Distances.nearest(positive, negatives);
            return (positive - nearest) / temperature + StrictMath.log(mass(positive, negatives, nearest));
        }

        @Override
        public Slopes slopes(double positive, double... negatives) {
            Distances.requireSome(negatives);
            double nearest = Distances.nearest(positive, negatives);
            double mass = mass(positive, negatives, nearest);
            double[] slopes = new double[negatives.length];
            Arrays.setAll(slopes, h -> -weight(negatives[h], nearest) / mass / temperature);
            return Slopes.balanced(slopes);
        }

        private double mass(double positive, double[] negatives, double nearest) {
            double mass = weight(positive, nearest);
            for (double negative : negatives) {
                mass += weight(negative, nearest);
            }
            return mass;
        }

        // Relative to the nearest: no exponential overflows, and the largest is 1.
        private double weight(double distance, double nearest) {
            return StrictMath.exp((nearest - distance) / temperature);
        }
    }
}
