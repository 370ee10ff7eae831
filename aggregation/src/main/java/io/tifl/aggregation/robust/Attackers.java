package io.tifl.aggregation.robust;

import io.tifl.protocol.Settings;
import java.util.Optional;

/**
 * How many of a round's updates may be bad: below 1 a share of those at hand, rounded down, otherwise a count.
 *
 * @param said at least 0; a count is a whole number
 */
record Attackers(double said) {
    /** The setting's name. */
    static final String NAME = "attackers";

    private static final double USUAL = 0.2;
    private static final int MOST = 1 << 20;

    Attackers {
        boolean share = said >= 0 && said < 1;
        boolean count = said >= 1 && said <= MOST && said == Math.rint(said);
        if (!share && !count) {
            throw new IllegalArgumentException(
                    NAME + " must be a share in [0, 1) or a whole number up to " + MOST + ", got " + said);
        }
    }

    static Attackers usual() {
        return new Attackers(USUAL);
    }

    Attackers configured(Settings settings) {
        return new Attackers(settings.real(NAME, said));
    }

    int of(int updates) {
        // A share of 0.3 of 10 is 3, though 0.3 * 10 may be a little less in binary.
        return said >= 1 ? (int) said : (int) Math.floor(said * updates + 1e-9);
    }

    /**
     * Why a rule that takes {@code factor * f + more} updates to withstand f bad ones cannot do with so many.
     *
     * @param rule its name
     */
    Optional<String> objection(String rule, int factor, int more, int updates) {
        int bad = of(updates);
        long needed = (long) factor * bad + more;
        return updates >= needed
                ? Optional.empty()
                : Optional.of("rule " + rule + " needs " + needed + " updates a round to withstand " + bad
                        + " bad ones, but there are " + updates);
    }

    /**
     * Fewest updates of which no more are bad than such a rule withstands.
     *
     * @throws IllegalArgumentException if there is no such number
     */
    int leastUpdates(String rule, int factor, int more) {
        if (said < 1 && said * factor >= 1) {
            throw new IllegalArgumentException(
                    "rule " + rule + " withstands less than 1/" + factor + " bad updates, got " + NAME + "=" + said);
        }
        int updates = 1;
        while (objection(rule, factor, more, updates).isPresent()) {
            updates++;
        }
        return updates;
    }
}
