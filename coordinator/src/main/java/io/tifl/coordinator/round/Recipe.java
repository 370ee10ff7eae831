package io.tifl.coordinator.round;

import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.ServerOptimizer;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.tiering.SelectionPolicy;
import io.tifl.tiering.TieringPolicy;
import java.util.function.LongPredicate;

/**
 * A job: the parts one round is made of. FedAvg, FedProx and TiFL are recipes, not subclasses.
 *
 * @param limits what one update may be; wider ones are refused
 * @param evaluateAfter whether to evaluate once this many rounds are complete
 */
public record Recipe(
        Work work,
        SelectionPolicy selection,
        TieringPolicy tiering,
        AggregationRule rule,
        ServerOptimizer optimizer,
        Participation participation,
        UpdateLimits limits,
        LongPredicate evaluateAfter) {
    public Recipe {
        if (limits.maxUpdates() < participation.clients()) {
            throw new IllegalArgumentException("the limits allow " + limits.maxUpdates() + " updates a round, but "
                    + participation.clients() + " are wanted");
        }
        if (participation.clients() < rule.leastUpdates()) {
            throw new IllegalArgumentException("rule " + rule.name() + " needs " + rule.leastUpdates()
                    + " updates a round with these settings, but " + participation.clients() + " are wanted");
        }
        rule.objection(work.settings())
                .or(() -> optimizer.objection(rule, work.settings()))
                .ifPresent(objection -> {
                    throw new IllegalArgumentException(objection);
                });
    }

    /** Fewest updates that make a round count: what the participation says, or more if the rule needs more. */
    int quorum() {
        return Math.max(participation.quorum(), rule.leastUpdates());
    }
}
