package io.tifl.aggregation;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.plugin.Named;
import java.util.Optional;
import java.util.Set;

/** How many updates become one change. Stateless and thread-safe: what it remembers goes through {@link RuleContext}. */
public interface AggregationRule extends Named {
    /** A new, empty accumulator for one round's updates. */
    Accumulator open(RuleContext context);

    /** A new, empty accumulator for updates of this layout within these limits: a first round, without chance. */
    default Accumulator open(Layout layout, UpdateLimits limits) {
        return open(RuleContext.of(layout, limits));
    }

    /**
     * This rule with other settings.
     *
     * @throws IllegalArgumentException for an unknown or bad setting
     */
    default AggregationRule configured(Settings settings) {
        settings.requireOnly(Set.of());
        return this;
    }

    /** Fewest updates from which it can tell anything; a round with fewer leaves the model as it is. */
    default int leastUpdates() {
        return 1;
    }

    /** Why it can tell nothing from so many updates, for people; empty if it can. */
    default Optional<String> objection(int updates) {
        return updates >= leastUpdates()
                ? Optional.empty()
                : Optional.of("rule " + name() + " needs " + leastUpdates()
                        + " updates a round with these settings, but there are " + updates);
    }

    /** What the clients' task must be told so that their replies say what the rule needs to know. */
    default Settings taskSettings() {
        return Settings.none();
    }

    /**
     * Why it cannot reduce the updates of clients that are told to train so, for people; empty if it can.
     *
     * @param task settings of the clients' task
     */
    default Optional<String> objection(Settings task) {
        return Optional.empty();
    }

    /**
     * Why it cannot work where the coordinator learns the weighted sum of the updates alone, for people; empty if it can. It
     * cannot if it looks at single updates, or at what clients say of themselves.
     */
    default Optional<String> objectionToSecureSums() {
        return Optional.of(
                "rule " + name() + " does not go with secure aggregation: it needs to see each client's update, or"
                        + " what each says of itself, and the coordinator learns the weighted sum alone");
    }

    /** Whether partial sums can be {@linkplain Accumulator#write written}; if not, it needs every update as it is. */
    default boolean isSummable() {
        return false;
    }

    /** The rules that the service loader finds. */
    static Catalog<AggregationRule> catalog() {
        return Catalog.load("rule", AggregationRule.class);
    }
}
