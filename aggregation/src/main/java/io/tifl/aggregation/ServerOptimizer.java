package io.tifl.aggregation;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.plugin.Named;
import java.util.Optional;
import java.util.Set;

/** How the combined change moves the global model. A pure function of its arguments; thread-safe. */
public interface ServerOptimizer extends Named {
    /**
     * This optimiser with other settings.
     *
     * @throws IllegalArgumentException for an unknown or bad setting
     */
    default ServerOptimizer configured(Settings settings) {
        settings.requireOnly(Set.of());
        return this;
    }

    /** The state before the first round, for models of this layout; may be empty. */
    OptimizerState initialState(Layout layout);

    /**
     * The new model and the state for the next round.
     *
     * @throws IllegalArgumentException if model, change and state do not share one layout
     */
    Step step(Parameters model, Aggregate aggregate, OptimizerState state);

    /**
     * The same, for an optimiser that wants to know of how many the updates are a part.
     *
     * @param clients all that could have been asked
     */
    default Step step(Parameters model, Aggregate aggregate, OptimizerState state, int clients) {
        return step(model, aggregate, state);
    }

    /** What the federation's model is before the first round; more than the initial one if something travels with it. */
    default Parameters start(Parameters initial) {
        return initial;
    }

    /** What the clients' task must be told. */
    default Settings taskSettings() {
        return Settings.none();
    }

    /**
     * Why it cannot step with such updates, for people; empty if it can.
     *
     * @param task settings of the clients' task
     */
    default Optional<String> objection(AggregationRule rule, Settings task) {
        return Optional.empty();
    }

    /** Whether clients keep something from round to round. */
    default boolean isRememberedByClients() {
        return false;
    }

    /** The optimisers that the service loader finds. */
    static Catalog<ServerOptimizer> catalog() {
        return Catalog.load("server optimiser", ServerOptimizer.class);
    }

    /** What one step yields. */
    record Step(Parameters model, OptimizerState state) {}
}
