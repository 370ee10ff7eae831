package io.tifl.aggregation.robust;

import io.tifl.kernels.SortedColumns;
import io.tifl.protocol.Settings;
import java.util.Arrays;
import java.util.Set;

/**
 * Bulyan (El Mhamdi et al., "The Hidden Vulnerability of Distributed Learning in Byzantium", ICML 2018) over {@link Krum}:
 * Krum picks an update and sets it aside, until {@code n - 2 f} are picked; then every parameter becomes the mean of the
 * {@code n - 4 f} picked values closest to their median. Withstands f of n updates, {@code n >= 4 f + 3}.
 *
 * <p>Of q updates that are left, Krum looks at the {@code q - f - 2} nearest others, and at one at least. Of equally close
 * sets of values, the lesser count.
 *
 * <p>Settings: {@code attackers} (0.2), f as a count, or as a share of the updates at hand; {@code memory-mib}.
 */
public final class Bulyan extends ResilientRule {
    private static final String NAME = "bulyan";

    /** With the settings in parentheses. */
    public Bulyan() {
        this(Attackers.usual(), Keeping.usual());
    }

    private Bulyan(Attackers attackers, Keeping keeping) {
        super(NAME, 4, 3, attackers, keeping);
    }

    @Override
    public Bulyan configured(Settings settings) {
        settings.requireOnly(Set.of(Attackers.NAME, Keeping.NAME));
        return new Bulyan(attackers().configured(settings), keeping().configured(settings));
    }

    @Override
    public Reduced reduce(Round round) {
        int bad = attackers().of(round.updates());
        Rows picked = new PickedRows(round.rows(), picked(Gram.of(round.rows()), bad));
        int closest = round.updates() - 4 * bad;
        return Reduced.to(
                Columns.ofSorted(picked, (sorted, column) -> closestMean(sorted, column, picked.count(), closest)));
    }

    private static int[] picked(Gram gram, int bad) {
        boolean[] left = new boolean[gram.rows()];
        Arrays.fill(left, true);
        int[] picked = new int[gram.rows() - 2 * bad];
        for (int i = 0; i < picked.length; i++) {
            int neighbours = Math.max(1, gram.rows() - i - bad - 2);
            picked[i] = Nearest.least(Nearest.scores(gram, left, neighbours), 1)[0];
            left[picked[i]] = false;
        }
        Arrays.sort(picked);
        return picked;
    }

    /** The mean of the values closest to the median, which lie side by side. */
    private static double closestMean(float[] sorted, int column, int count, int closest) {
        double lower = sorted[(count - 1) / 2 * SortedColumns.WIDTH + column];
        double median = (lower + sorted[count / 2 * SortedColumns.WIDTH + column]) / 2;
        int first = 0;
        // A step to the right wins if the value it adds is closer than the one it gives up.
        while (first + closest < count
                && Math.abs(sorted[(first + closest) * SortedColumns.WIDTH + column] - median)
                        < Math.abs(sorted[first * SortedColumns.WIDTH + column] - median)) {
            first++;
        }
        double sum = 0;
        for (int row = first; row < first + closest; row++) {
            sum += sorted[row * SortedColumns.WIDTH + column];
        }
        return sum / closest;
    }
}
