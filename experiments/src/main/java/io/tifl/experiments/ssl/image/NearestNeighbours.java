package io.tifl.experiments.ssl.image;

import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.ssl.loss.UnitRows;

/**
 * Tells classes by the nearest samples of a bank, by cosine; a neighbour's vote counts {@code e^(cos/τ)} (Wu et al.,
 * arXiv 1805.01978). Exact: all are compared with all. Of equal neighbours the one that comes first counts, and of equal
 * classes the lower one. Immutable and thread-safe.
 *
 * @param count of neighbours, 1 or more; if the bank is smaller, all of it votes
 * @param temperature τ, above 0
 */
public record NearestNeighbours(int count, double temperature) {
    private static final int BLOCK = 256;

    public NearestNeighbours {
        if (count < 1 || !(temperature > 0)) {
            throw new IllegalArgumentException(
                    "expected 1 or more neighbours and a temperature above 0, got " + count + " and " + temperature);
        }
    }

    /** 20 neighbours at a temperature of 0.1. */
    public static NearestNeighbours standard() {
        return new NearestNeighbours(20, 0.1);
    }

    /** The share of samples whose class the bank tells. */
    public double accuracy(Labelled bank, Labelled samples) {
        bank.requireAlike(samples);
        Matrix turned = UnitRows.of(bank.features()).rows().transpose();
        Matrix units = UnitRows.of(samples.features()).rows();
        int right = 0;
        for (int from = 0; from < units.rows(); from += BLOCK) {
            int to = Math.min(units.rows(), from + BLOCK);
            Matrix cosines = units.rows(from, to).times(turned);
            for (int i = from; i < to; i++) {
                right += vote(cosines, i - from, bank) == samples.labels().get(i) ? 1 : 0;
            }
        }
        return (double) right / units.rows();
    }

    private int vote(Matrix cosines, int row, Labelled bank) {
        int size = Math.min(count, cosines.columns());
        int[] nearest = new int[size];
        double[] best = new double[size];
        int held = 0;
        for (int j = 0; j < cosines.columns(); j++) {
            double cosine = cosines.at(row, j);
            if (held < size || cosine > best[size - 1]) {
                held = Math.min(size, held + 1);
                insert(nearest, best, held, j, cosine);
            }
        }
        double[] votes = new double[bank.classes()];
        for (int k = 0; k < size; k++) {
            votes[bank.labels().get(nearest[k])] += StrictMath.exp((best[k] - 1) / temperature);
        }
        return largest(votes);
    }

    // Into a list from the nearest, whose last place is free or lost.
    private static void insert(int[] nearest, double[] best, int held, int sample, double cosine) {
        int at = held - 1;
        while (at > 0 && best[at - 1] < cosine) {
            best[at] = best[at - 1];
            nearest[at] = nearest[at - 1];
            at--;
        }
        best[at] = cosine;
        nearest[at] = sample;
    }

    static int largest(double[] values) {
        int largest = 0;
        for (int k = 1; k < values.length; k++) {
            if (values[k] > values[largest]) {
                largest = k;
            }
        }
        return largest;
    }
}
