package io.tifl.aggregation.robust;

import io.tifl.kernels.SortedColumns;
import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * The median of every parameter by itself (Yin et al., "Byzantine-Robust Distributed Learning: Towards Optimal Statistical
 * Rates", ICML 2018); of an even number of updates, the mean of the middle two. Withstands f of n updates,
 * {@code n >= 2 f + 1}, and need not know f.
 *
 * <p>Settings: {@code memory-mib}.
 */
public final class CoordinateMedian implements RobustRule {
    private final Keeping keeping;

    /** With the usual memory. */
    public CoordinateMedian() {
        this(Keeping.usual());
    }

    private CoordinateMedian(Keeping keeping) {
        this.keeping = keeping;
    }

    @Override
    public String name() {
        return "median";
    }

    @Override
    public CoordinateMedian configured(Settings settings) {
        settings.requireOnly(Set.of(Keeping.NAME));
        return new CoordinateMedian(keeping.configured(settings));
    }

    @Override
    public Keeping keeping() {
        return keeping;
    }

    @Override
    public Reduced reduce(Round round) {
        int lower = (round.updates() - 1) / 2 * SortedColumns.WIDTH;
        int upper = round.updates() / 2 * SortedColumns.WIDTH;
        return Reduced.to(Columns.ofSorted(
                round.rows(), (sorted, column) -> ((double) sorted[lower + column] + sorted[upper + column]) / 2));
    }
}
