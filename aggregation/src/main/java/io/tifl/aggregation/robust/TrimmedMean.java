package io.tifl.aggregation.robust;

import io.tifl.kernels.SortedColumns;
import io.tifl.protocol.Settings;
import java.util.Optional;
import java.util.Set;

/**
 * The mean of every parameter without its f least and f largest values (Yin et al., ICML 2018). Withstands f of n updates,
 * {@code n >= 2 f + 1}.
 *
 * <p>Settings: {@code attackers} (0.2), f as a count, or as a share of the updates at hand; {@code memory-mib}.
 */
public final class TrimmedMean implements RobustRule {
    private static final String NAME = "trimmed-mean";

    private final Attackers attackers;
    private final int least;
    private final Keeping keeping;

    /** With the settings in parentheses. */
    public TrimmedMean() {
        this(Attackers.usual(), Keeping.usual());
    }

    private TrimmedMean(Attackers attackers, Keeping keeping) {
        this.attackers = attackers;
        this.least = attackers.leastUpdates(NAME, 2, 1);
        this.keeping = keeping;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TrimmedMean configured(Settings settings) {
        settings.requireOnly(Set.of(Attackers.NAME, Keeping.NAME));
        return new TrimmedMean(attackers.configured(settings), keeping.configured(settings));
    }

    @Override
    public Keeping keeping() {
        return keeping;
    }

    @Override
    public int leastUpdates() {
        return least;
    }

    @Override
    public Optional<String> tooFew(int updates) {
        return attackers.objection(NAME, 2, 1, updates);
    }

    @Override
    public Reduced reduce(Round round) {
        int first = attackers.of(round.updates());
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
