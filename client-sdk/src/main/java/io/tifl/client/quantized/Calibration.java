package io.tifl.client.quantized;

/** How the range of a layer's outputs is found from examples. What lies outside is cut to the nearest end. */
public sealed interface Calibration {
    /** The least and the greatest value seen. */
    record MinMax() implements Calibration {}

    /**
     * The range that this share of all values lies in, as much left out at either end.
     *
     * @param share above 0.5, at most 1
     */
    record Percentile(double share) implements Calibration {
        public Percentile {
            if (!(share > 0.5) || share > 1) {
                throw new IllegalArgumentException("expected a share above 0.5 and at most 1, got " + share);
            }
        }
    }

    /** The range, of those within the one seen and of its form, with the least sum of squared errors. */
    record LeastSquares() implements Calibration {}
}
