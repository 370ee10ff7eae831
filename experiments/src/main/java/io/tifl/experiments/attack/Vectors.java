package io.tifl.experiments.attack;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Sums over changes, in double precision. */
final class Vectors {
    private Vectors() {}

    static double[] mean(List<Parameters> changes) {
        double[] mean = new double[changes.getFirst().size()];
        for (Parameters change : changes) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += change.get(i) / (double) changes.size();
            }
        }
        return mean;
    }

    /** Standard deviations around a mean. */
    static double[] deviation(List<Parameters> changes, double[] mean) {
        double[] deviation = new double[mean.length];
        for (Parameters change : changes) {
            for (int i = 0; i < mean.length; i++) {
                double apart = change.get(i) - mean[i];
                deviation[i] += apart * apart / changes.size();
            }
        }
        for (int i = 0; i < mean.length; i++) {
            deviation[i] = Math.sqrt(deviation[i]);
        }
        return deviation;
    }

    /** Root of the mean square. */
    static double size(Parameters change) {
        double sum = 0;
        for (int i = 0; i < change.size(); i++) {
            sum += (double) change.get(i) * change.get(i);
        }
        return Math.sqrt(sum / change.size());
    }

    static Parameters of(Layout layout, IntToDoubleFunction value) {
        float[] values = new float[layout.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value.applyAsDouble(i);
        }
        return Parameters.owning(layout, values);
    }
}
