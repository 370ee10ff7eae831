package io.tifl.experiments.advi.bound;

/**
 * A bound, estimated.
 *
 * @param value in nats
 * @param standardError of the value, from the spread of its draws; NaN for a single draw
 * @param gradient of the value in the family's numbers, upwards; empty where none was asked for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Estimate(double value, double standardError, double[] gradient) {
    static Estimate of(double[] values, double[] gradient) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double error = Math.sqrt(squares / (values.length - 1.0) / values.length);
        return new Estimate(mean, error, gradient);
    }
}
