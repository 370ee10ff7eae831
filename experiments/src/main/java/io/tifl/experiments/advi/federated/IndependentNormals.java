package io.tifl.experiments.advi.federated;

import io.tifl.experiments.advi.bound.LogDensity;

/** Values that are independent, with mean 0 and one standard deviation. */
record IndependentNormals(double deviation) implements LogDensity {
    private static final double HALF_LOG_TWO_PI = 0.5 * StrictMath.log(2 * Math.PI);

    @Override
    public double at(double[] values, double[] gradient) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double scaled = values[i] / deviation;
            sum += logDensity(scaled, deviation);
            gradient[i] -= scaled / deviation;
        }
        return sum;
    }

    /** @param scaled distance from the mean in standard deviations */
    static double logDensity(double scaled, double deviation) {
        return -0.5 * scaled * scaled - StrictMath.log(deviation) - HALF_LOG_TWO_PI;
    }
}
