package io.tifl.aggregation.robust;

import io.tifl.aggregation.Ranges;
import io.tifl.protocol.Settings;
import java.util.Optional;
import java.util.Set;

/**
 * Multi-Krum (Blanchard et al., NeurIPS 2017): the mean of the m updates with the least scores of {@link Krum}. Withstands f
 * of n updates, {@code n >= 2 f + 3}, with m up to {@code n - f - 2} (El Mhamdi et al., ICML 2018, appendix).
 *
 * <p>Settings: {@code attackers} (0.2), f as a count, or as a share of the updates at hand; {@code keep}, m, where 0 is
 * {@code n - f - 2} (0); {@code memory-mib}.
 */
public final class MultiKrum implements RobustRule {
    private static final String NAME = "multi-krum";
    private static final String KEEP = "keep";

    private final Attackers attackers;
    private final int least;
    private final int keep;
    private final Keeping keeping;

    /** With the settings in parentheses. */
    public MultiKrum() {
        this(Attackers.usual(), 0, Keeping.usual());
    }

    private MultiKrum(Attackers attackers, int keep, Keeping keeping) {
        this.attackers = attackers;
        this.least = attackers.leastUpdates(NAME, 2, 3);
        this.keep = Ranges.atLeast(KEEP, 0, keep);
        this.keeping = keeping;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public MultiKrum configured(Settings settings) {
        settings.requireOnly(Set.of(Attackers.NAME, KEEP, Keeping.NAME));
        return new MultiKrum(
                attackers.configured(settings), settings.integer(KEEP, keep), keeping.configured(settings));
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
        return attackers.objection(NAME, 2, 3, updates);
    }

    @Override
    public Reduced reduce(Round round) {
        int bad = attackers.of(round.updates());
        int most = round.updates() - bad - 2;
        double[] scores = Nearest.scores(Gram.of(round.rows()), bad);
        return Reduced.to(Columns.mean(round.rows(), Nearest.least(scores, keep == 0 ? most : Math.min(keep, most))));
    }
}
