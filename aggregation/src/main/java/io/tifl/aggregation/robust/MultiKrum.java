package io.tifl.aggregation.robust;

import io.tifl.aggregation.Ranges;
import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * Multi-Krum (Blanchard et al., NeurIPS 2017): the mean of the m updates with the least scores of {@link Krum}. Withstands f
 * of n updates, {@code n >= 2 f + 3}, with m up to {@code n - f - 2} (El Mhamdi et al., ICML 2018, appendix).
 *
 * <p>Settings: {@code attackers} (0.2), f as a count, or as a share of the updates at hand; {@code keep}, m, where 0 is
 * {@code n - f - 2} (0); {@code memory-mib}.
 */
public final class MultiKrum extends ResilientRule {
    private static final String NAME = "multi-krum";
    private static final String KEEP = "keep";

    private final int keep;

    /** With the settings in parentheses. */
    public MultiKrum() {
        this(Attackers.usual(), 0, Keeping.usual());
    }

    private MultiKrum(Attackers attackers, int keep, Keeping keeping) {
        super(NAME, 2, 3, attackers, keeping);
        this.keep = Ranges.atLeast(KEEP, 0, keep);
    }

    @Override
    public MultiKrum configured(Settings settings) {
        settings.requireOnly(Set.of(Attackers.NAME, KEEP, Keeping.NAME));
        return new MultiKrum(
                attackers().configured(settings),
                settings.integer(KEEP, keep),
                keeping().configured(settings));
    }

    @Override
    public Reduced reduce(Round round) {
        int bad = attackers().of(round.updates());
        int most = round.updates() - bad - 2;
        double[] scores = Nearest.scores(Gram.of(round.rows()), bad);
        return Reduced.to(Columns.mean(round.rows(), Nearest.least(scores, keep == 0 ? most : Math.min(keep, most))));
    }
}
