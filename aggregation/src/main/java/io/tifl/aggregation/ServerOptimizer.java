package io.tifl.aggregation;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.plugin.Named;
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

    /** The optimisers that the service loader finds. */
    static Catalog<ServerOptimizer> catalog() {
        return Catalog.load("server optimiser", ServerOptimizer.class);
    }

    /** What one step yields. */
    record Step(Parameters model, OptimizerState state) {}
}
