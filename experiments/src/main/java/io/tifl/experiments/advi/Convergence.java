package io.tifl.experiments.advi;

import java.util.Arrays;
import java.util.List;

/**
 * When a fit is done: the bound, estimated now and then with the same noise, changes no more. As in Stan, the median of
 * the latest relative changes is compared (Kucukelbir et al., Automatic Differentiation Variational Inference, JMLR
 * 2017); here a change is relative to 1 plus the bound's size, so that bounds close to 0 converge too.
 *
 * @param every steps between estimates, at least 1
 * @param draws of each estimate, at least 1
 * @param window changes that the median is of, at least 1
 * @param tolerance for the median, at least 0; 0 never ends a fit early
 */
public record Convergence(int every, int draws, int window, double tolerance) {
    public Convergence {
        if (every < 1 || draws < 1 || window < 1 || !(tolerance >= 0)) {
            throw new IllegalArgumentException(
                    "a convergence test needs at least 1 step, draw and change and a tolerance of at" + " least 0, got "
                            + every + ", " + draws + ", " + window + " and " + tolerance);
        }
    }

    /** Every 100 steps, of 200 draws; the median of five changes within 0.0005. */
    public static Convergence usual() {
        return new Convergence(100, 200, 5, 5e-4);
    }

    /** Never done; estimates are taken as usual. */
    public static Convergence never() {
        return new Convergence(100, 200, 5, 0);
    }

    /** Whether bounds, the latest last, have stopped changing. */
    boolean reached(List<Double> bounds) {
        int changes = bounds.size() - 1;
        if (changes < window) {
            return false;
        }
        double[] latest = new double[window];
        for (int i = 0; i < window; i++) {
            double after = bounds.get(changes - i);
            double before = bounds.get(changes - i - 1);
            latest[i] = Math.abs(after - before) / (1 + Math.abs(after));
        }
        Arrays.sort(latest);
        double median = 0.5 * (latest[(window - 1) / 2] + latest[window / 2]);
        return median < tolerance;
    }
}
