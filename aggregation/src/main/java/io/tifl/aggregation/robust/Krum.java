package io.tifl.aggregation.robust;

import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * Krum (Blanchard et al., "Machine Learning with Adversaries: Byzantine Tolerant Gradient Descent", NeurIPS 2017): the one
 * update whose squared distances from its {@code n - f - 2} nearest others sum to the least; of equal sums, that of the
 * earlier client by name. Withstands f of n updates, {@code n >= 2 f + 3}.
 *
 * <p>Settings: {@code attackers} (0.2), f as a count, or as a share of the updates at hand; {@code memory-mib}.
 */
public final class Krum extends ResilientRule {
    private static final String NAME = "krum";

    /** With the settings in parentheses. */
    public Krum() {
        this(Attackers.usual(), Keeping.usual());
    }

    private Krum(Attackers attackers, Keeping keeping) {
        super(NAME, 2, 3, attackers, keeping);
    }

    @Override
    public Krum configured(Settings settings) {
        settings.requireOnly(Set.of(Attackers.NAME, Keeping.NAME));
        return new Krum(attackers().configured(settings), keeping().configured(settings));
    }

    @Override
    public Reduced reduce(Round round) {
        double[] scores = Nearest.scores(Gram.of(round.rows()), attackers().of(round.updates()));
        return Reduced.to(Columns.mean(round.rows(), Nearest.least(scores, 1)));
    }
}
