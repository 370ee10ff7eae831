package io.tifl.aggregation.robust;

import io.tifl.aggregation.Ranges;
import io.tifl.protocol.Settings;
import java.util.Arrays;
import java.util.Set;

/**
 * The geometric median, as robust federated aggregation finds it (RFA; Pillutla et al., "Robust Aggregation for Federated
 * Learning", IEEE Transactions on Signal Processing 2022): smoothed Weiszfeld steps, each a mean of the updates weighted by
 * {@code 1 / max(smoothing, distance)} from the last one, from the plain mean on. Its breakdown point is one half.
 *
 * <p>Departs from the paper in that every client counts the same, whatever its examples, and that steps go on until nothing
 * moves by more than a billionth of the mean distance, since here they cost no further messages.
 *
 * <p>Settings: {@code steps}, the most (100); {@code smoothing} (1e-6); {@code memory-mib}.
 */
public final class GeometricMedian implements RobustRule {
    private static final double STILL = 1e-9;

    private final int steps;
    private final double smoothing;
    private final Keeping keeping;

    /** With the settings in parentheses. */
    public GeometricMedian() {
        this(100, 1e-6, Keeping.usual());
    }

    private GeometricMedian(int steps, double smoothing, Keeping keeping) {
        this.steps = Ranges.atLeast("steps", 1, steps);
        this.smoothing = Ranges.positive("smoothing", smoothing);
        this.keeping = keeping;
    }

    @Override
    public String name() {
        return "geometric-median";
    }

    @Override
    public GeometricMedian configured(Settings settings) {
        settings.requireOnly(Set.of("steps", "smoothing", Keeping.NAME));
        return new GeometricMedian(
                settings.integer("steps", steps), settings.real("smoothing", smoothing), keeping.configured(settings));
    }

    @Override
    public Keeping keeping() {
        return keeping;
    }

    @Override
    public Reduced reduce(Round round) {
        return Reduced.to(Columns.weightedSum(round.rows(), coefficients(Gram.of(round.rows()))));
    }

    private double[] coefficients(Gram gram) {
        double[] at = new double[gram.rows()];
        Arrays.fill(at, 1.0 / gram.rows());
        for (int step = 0; step < steps; step++) {
            double[] distances = gram.distancesFrom(at);
            double[] next = new double[at.length];
            double sum = 0;
            for (int row = 0; row < next.length; row++) {
                next[row] = 1 / Math.max(smoothing, distances[row]);
                sum += next[row];
            }
            double[] moved = new double[at.length];
            for (int row = 0; row < next.length; row++) {
                next[row] /= sum;
                moved[row] = next[row] - at[row];
            }
            at = next;
            if (gram.normOf(moved) <= STILL * Arrays.stream(distances).sum() / distances.length) {
                break;
            }
        }
        return at;
    }
}
