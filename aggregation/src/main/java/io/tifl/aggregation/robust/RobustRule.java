package io.tifl.aggregation.robust;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.Claim;
import io.tifl.aggregation.RuleContext;
import java.util.List;
import java.util.Optional;

/**
 * A rule that keeps a round's updates until all are there, and then looks at them together. No sum of updates will do for it,
 * so it is not {@linkplain #isSummable summable}.
 */
interface RobustRule extends AggregationRule {
    /** Products of all pairs take 64 bytes each. */
    int MOST_UPDATES = 4096;

    Keeping keeping();

    /** Makes one change of all updates; {@link #objection} had nothing against their number. */
    Reduced reduce(Round round);

    /** Why so many updates are not enough, for people; empty if they are. */
    default Optional<String> tooFew(int updates) {
        return AggregationRule.super.objection(updates);
    }

    @Override
    default Optional<String> objection(int updates) {
        return updates > MOST_UPDATES
                ? Optional.of("rule " + name() + " looks at up to " + MOST_UPDATES + " updates a round, but there are "
                        + updates)
                : tooFew(updates);
    }

    /** Why an update with such a claim cannot be used, for people. */
    default Optional<String> objection(Claim claim, RuleContext context) {
        return Optional.empty();
    }

    /** Why the claims at hand do not do, for people. */
    default Optional<String> objection(List<Claim> claims) {
        return Optional.empty();
    }

    /** Whether it matters which client sent what. */
    default boolean knowsClients() {
        return false;
    }

    @Override
    default Accumulator open(RuleContext context) {
        return new EachUpdate(this, context, keeping().memoryBytes(), keeping().spill());
    }
}
