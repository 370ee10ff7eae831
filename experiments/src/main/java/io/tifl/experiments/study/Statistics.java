package io.tifl.experiments.study;

import java.util.List;

/** Mean, least and greatest of a few values: one per seed. */
record Statistics(double mean, double least, double greatest, int count) {
    /** All NaN for no values. */
    static Statistics of(List<Double> values) {
        if (values.isEmpty()) {
            return new Statistics(Double.NaN, Double.NaN, Double.NaN, 0);
        }
        double sum = 0;
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            sum += value;
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        return new Statistics(sum / values.size(), least, greatest, values.size());
    }
}
