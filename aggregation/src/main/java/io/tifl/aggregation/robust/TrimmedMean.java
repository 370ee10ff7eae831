package io.tifl.aggregation.robust;

import io.tifl.kernels.SortedColumns;
import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * The mean of every parameter without its f least and f largest values (Yin et al., ICML 2018). Withstands f of n updates,
 * {@code n >= 2 f + 1}.
 *
 * <p>Settings: {@code attackers} (0.2), f as a count, or as a share of the updates at hand; {@code memory-mib}.
 */
public final class TrimmedMean extends ResilientRule {
    private static final String NAME = "trimmed-mean";

    /** With the settings in parentheses. */
    public TrimmedMean() {
        this(Attackers.usual(), Keeping.usual());
    }

    private TrimmedMean(Attackers attackers, Keeping keeping) {
        super(NAME, 2, 1, attackers, keeping);
    }

    @Override
    public TrimmedMean configured(Settings settings) {
        settings.requireOnly(Set.of(Attackers.NAME, Keeping.NAME));
        return new TrimmedMean(attackers().configured(settings), keeping().configured(settings));
    }

    @Override
    public Reduced reduce(Round round) {
        int first = attackers().of(round.updates());
        int end = round.updates() - first;
        return Reduced.to(Columns.ofSorted(round.rows(), (sorted, column) -> {
            double sum = 0;
            for (int row = first; row < end; row++) {
                sum += sorted[row * SortedColumns.WIDTH + column];
            }
            return sum / (end - first);
        }));
    }
}
