package io.tifl.experiments.advi.amortised;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How good and how well calibrated predictions of a class are.
 *
 * @param count predictions
 * @param correct those whose likeliest class is the label
 * @param logLoss sum of minus the log probability of the label, in nats
 * @param brier sum over predictions of the squared distance from the label's indicator, 0 to 2 each
 * @param bins of equal width by the probability of the likeliest class
 */
public record Calibration(long count, long correct, double logLoss, double brier, List<Bin> bins) {
    public Calibration {
        bins = List.copyOf(bins);
    }

    /**
     * Predictions of one range of confidence.
     *
     * @param confidence sum of the likeliest classes' probabilities
     */
    public record Bin(long count, long correct, double confidence) {
        /** The mean probability of the likeliest class; NaN without predictions. */
        public double meanConfidence() {
            return confidence / count;
        }

        /** The share that is correct; NaN without predictions. */
        public double accuracy() {
            return (double) correct / count;
        }
    }

    /** Share of correct predictions. */
    public double accuracy() {
        return (double) correct / count;
    }

    /** Mean of minus the log probability of the label, in nats. */
    public double negativeLogLikelihood() {
        return logLoss / count;
    }

    /** The Brier score: the mean squared distance from the label's indicator. */
    public double brierScore() {
        return brier / count;
    }

    /**
     * The expected calibration error: the mean distance of a bin's accuracy from its confidence, weighted by predictions (Guo
     * et al., On Calibration of Modern Neural Networks, ICML 2017).
     */
    public double expectedError() {
        return bins.stream()
                .filter(bin -> bin.count() > 0)
                .mapToDouble(bin -> Math.abs(bin.correct() - bin.confidence()) / count)
                .sum();
    }

    static Calibration of(double[] sums) {
        int bins = (sums.length - CalibrationSums.PLAIN) / CalibrationSums.PER_BIN;
        return new Calibration(
                (long) sums[0],
                (long) sums[1],
                sums[2],
                sums[3],
                IntStream.range(0, bins)
                        .map(bin -> CalibrationSums.PLAIN + bin * CalibrationSums.PER_BIN)
                        .mapToObj(at -> new Bin((long) sums[at], (long) sums[at + 1], sums[at + 2]))
                        .toList());
    }
}
