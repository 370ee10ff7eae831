package io.tifl.aggregation.robust;

import io.tifl.aggregation.Claim;
import io.tifl.aggregation.RuleContext;
import java.util.List;

/**
 * All updates of a round.
 *
 * @param rows the updates, in the order of their clients' names
 * @param claims what came with each
 */
record Round(Rows rows, List<Claim> claims, RuleContext context) {
    int updates() {
        return rows.count();
    }
}
