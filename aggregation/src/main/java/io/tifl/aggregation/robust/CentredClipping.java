package io.tifl.aggregation.robust;

import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.Ranges;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Centred clipping (Karimireddy, He and Jaggi, "Learning from History for Byzantine Robust Optimization", ICML 2021): from
 * the last round's result on, {@code v = v + mean((x_i - v) min(1, radius / |x_i - v|))}, a few times. The result is
 * remembered; in the first round {@code v} is 0. Its guarantee holds for less than a tenth of bad updates, with a radius in
 * proportion to how much good ones differ.
 *
 * <p>Departs from the paper in that the radius may be the median distance from {@code v}, anew in every step: the paper leaves
 * open how to find one.
 *
 * <p>Settings: {@code radius}, where 0 is that median (0); {@code steps} (3); {@code memory-mib}.
 */
public final class CentredClipping implements RobustRule {
    private static final String CENTRE = "centre";

    private final Radius radius;
    private final int steps;
    private final Keeping keeping;

    /** With the settings in parentheses. */
    public CentredClipping() {
        this(new Radius(0), 3, Keeping.usual());
    }

    private CentredClipping(Radius radius, int steps, Keeping keeping) {
        this.radius = radius;
        this.steps = Ranges.atLeast("steps", 1, steps);
        this.keeping = keeping;
    }

    @Override
    public String name() {
        return "centred-clipping";
    }

    @Override
    public CentredClipping configured(Settings settings) {
        settings.requireOnly(Set.of("radius", "steps", Keeping.NAME));
        return new CentredClipping(
                new Radius(settings.real("radius", radius.said())),
                settings.integer("steps", steps),
                keeping.configured(settings));
    }

    @Override
    public Keeping keeping() {
        return keeping;
    }

    @Override
    public Reduced reduce(Round round) {
        Optional<Parameters> last =
                Optional.ofNullable(round.context().memory().vectors().get(CENTRE));
        Rows rows = last.<Rows>map(
                        centre -> new AppendedRows(round.rows(), EachRow.of(List.of(centre.values()), centre.size())))
                .orElse(round.rows());
        MemorySegment change = Columns.weightedSum(rows, coefficients(Gram.of(rows), round.updates()));
        OptimizerState memory = OptimizerState.empty()
                .with(CENTRE, new Parameters(round.context().layout(), change));
        return new Reduced(change, memory);
    }

    /** Of the updates and, if there is one, the centre after them. */
    private double[] coefficients(Gram gram, int updates) {
        double[] at = new double[gram.rows()];
        for (int row = updates; row < at.length; row++) {
            at[row] = 1;
        }
        for (int step = 0; step < steps; step++) {
            double[] distances = Arrays.copyOf(gram.distancesFrom(at), updates);
            double most = radius.among(distances);
            double[] shares = new double[updates];
            double sum = 0;
            for (int row = 0; row < updates; row++) {
                shares[row] = Radius.clip(most, distances[row]) / updates;
                sum += shares[row];
            }
            for (int row = 0; row < at.length; row++) {
                at[row] = at[row] * (1 - sum) + (row < updates ? shares[row] : 0);
            }
        }
        return at;
    }
}
