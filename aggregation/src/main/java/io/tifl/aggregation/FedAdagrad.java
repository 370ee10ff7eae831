package io.tifl.aggregation;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;

/**
 * FedAdagrad (Reddi et al., ICLR 2021): steps that shrink with the sum of all squared changes so far.
 *
 * <p>Settings: {@code learning-rate} (0.1), {@code beta-1} (0), {@code beta-2} (0.99, not used), {@code tau} (0.001).
 * No bias is corrected, as in the paper.
 */
public final class FedAdagrad implements ServerOptimizer {
    private final AdaptiveStep step;

    /** With the settings in parentheses. */
    public FedAdagrad() {
        this(new AdaptiveRates(0.1, 0, 0.99, 1e-3));
    }

    private FedAdagrad(AdaptiveRates rates) {
        this.step = new AdaptiveStep(rates, (before, square, beta2) -> before + square);
    }

    @Override
    public String name() {
        return "fed-adagrad";
    }

    @Override
    public FedAdagrad configured(Settings settings) {
        return new FedAdagrad(step.rates().with(settings));
    }

    @Override
    public OptimizerState initialState(Layout layout) {
        return step.initialState(layout);
    }

    @Override
    public Step step(Parameters model, Aggregate aggregate, OptimizerState state) {
        return step.step(model, aggregate.change(), state);
    }
}
