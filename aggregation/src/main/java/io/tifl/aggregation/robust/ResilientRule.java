package io.tifl.aggregation.robust;

import java.util.Optional;

/** A rule that withstands f bad updates if there are {@code factor * f + more} of them at least. */
abstract class ResilientRule implements RobustRule {
    private final String name;
    private final int factor;
    private final int more;
    private final Attackers attackers;
    private final int least;
    private final Keeping keeping;

    /** @throws IllegalArgumentException if no number of updates is enough for so many attackers */
    ResilientRule(String name, int factor, int more, Attackers attackers, Keeping keeping) {
        this.name = name;
        this.factor = factor;
        this.more = more;
        this.attackers = attackers;
        this.least = attackers.leastUpdates(name, factor, more);
        this.keeping = keeping;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Keeping keeping() {
        return keeping;
    }

    @Override
    public final int leastUpdates() {
        return least;
    }

    @Override
    public Optional<String> tooFew(int updates) {
        return attackers.objection(name, factor, more, updates);
    }

    final Attackers attackers() {
        return attackers;
    }
}
