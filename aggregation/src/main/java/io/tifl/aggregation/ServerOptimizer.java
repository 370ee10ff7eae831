package io.tifl.aggregation;

import io.tifl.protocol.Parameters;
import io.tifl.protocol.plugin.Named;

/** How the combined change moves the global model. A pure function of its arguments; thread-safe. */
public interface ServerOptimizer extends Named {
    /** The state before the first round, for models of this size; may be empty. */
    OptimizerState initialState(int size);

    /** The new model and the state for the next round. */
    Step step(Parameters model, Aggregate aggregate, OptimizerState state);

    /** What one step yields. */
    record Step(Parameters model, OptimizerState state) {}
}
