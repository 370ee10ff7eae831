package io.tifl.aggregation.robust;

import java.util.Arrays;

/**
 * How far out something counts in full.
 *
 * @param said above 0; or 0, for the median of what is at hand
 */
record Radius(double said) {
    Radius {
        if (!(said >= 0) || Double.isInfinite(said)) {
            throw new IllegalArgumentException(
                    "a radius must be 0, for the median, or positive and finite, got " + said);
        }
    }

    /** The radius among so many lengths. */
    double among(double[] lengths) {
        if (said > 0) {
            return said;
        }
        double[] sorted = lengths.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** What a length is multiplied by so that it is no longer than the radius. */
    static double clip(double radius, double length) {
        return length <= radius ? 1 : radius / length;
    }
}
