package io.tifl.experiments.advi.amortised;

import io.tifl.experiments.advi.sum.ExactSums;

/**
 * Predictions, summed up: exactly, so parts that are judged at several places merge to the bits of the whole in any order.
 * Mutable and confined to one thread.
 */
public final class CalibrationSums {
    /** Bins of confidence. */
    public static final int BINS = 15;

    static final int PLAIN = 4;
    static final int PER_BIN = 3;
    private static final double NEARLY = 1e-6;

    private final ExactSums sums;

    /** Of no predictions. */
    public CalibrationSums() {
        this(new ExactSums(PLAIN + PER_BIN * BINS));
    }

    /**
     * Around sums that came from elsewhere.
     *
     * @throws IllegalArgumentException if they are not as many as {@link #sums} gives
     */
    public CalibrationSums(ExactSums sums) {
        if (sums.size() != PLAIN + PER_BIN * BINS) {
            throw new IllegalArgumentException("expected " + (PLAIN + PER_BIN * BINS) + " sums, got " + sums.size());
        }
        this.sums = sums;
    }

    /**
     * Adds a prediction.
     *
     * @param probabilities of the classes, which sum to 1
     * @throws IllegalArgumentException if they do not, or the label is not a class
     */
    public void add(double[] probabilities, int label) {
        if (label < 0 || label >= probabilities.length) {
            throw new IllegalArgumentException(
                    "a label must be in 0.." + (probabilities.length - 1) + ", got " + label);
        }
        int likeliest = likeliest(probabilities);
        double confidence = probabilities[likeliest];
        double correct = likeliest == label ? 1 : 0;
        sums.add(0, 1);
        sums.add(1, correct);
        sums.add(2, -StrictMath.log(Math.max(probabilities[label], Double.MIN_NORMAL)));
        sums.add(3, brier(probabilities, label));
        int bin = PLAIN + PER_BIN * Math.min(BINS - 1, (int) (confidence * BINS));
        sums.add(bin, 1);
        sums.add(bin + 1, correct);
        sums.add(bin + 2, confidence);
    }

    private static int likeliest(double[] probabilities) {
        double sum = 0;
        int likeliest = 0;
        for (int c = 0; c < probabilities.length; c++) {
            sum += probabilities[c] >= 0 ? probabilities[c] : Double.NaN;
            likeliest = probabilities[c] > probabilities[likeliest] ? c : likeliest;
        }
        if (!(Math.abs(sum - 1) <= NEARLY)) {
            throw new IllegalArgumentException("probabilities must be 0 or more and sum to 1, got a sum of " + sum);
        }
        return likeliest;
    }

    private static double brier(double[] probabilities, int label) {
        double sum = 0;
        for (int c = 0; c < probabilities.length; c++) {
            double off = probabilities[c] - (c == label ? 1 : 0);
            sum += off * off;
        }
        return sum;
    }

    /** Adds all that other sums hold, which keep theirs. */
    public void merge(CalibrationSums other) {
        sums.merge(other.sums);
    }

    /** The sums themselves, to be sent. */
    public ExactSums sums() {
        return sums;
    }

    public Calibration calibration() {
        return Calibration.of(sums.values());
    }
}
