package io.tifl.aggregation;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;

/**
 * FedYogi (Reddi et al., ICLR 2021): as FedAdam, but the second moment follows in steps that do not depend on how far it is off.
 *
 * <p>Settings: {@code learning-rate} (0.01), {@code beta-1} (0.9), {@code beta-2} (0.99), {@code tau} (0.001).
 * No bias is corrected, as in the paper.
 */
public final class FedYogi implements ServerOptimizer {
    private final AdaptiveStep step;

    /** With the settings in parentheses. */
    public FedYogi() {
        this(new AdaptiveRates(0.01, 0.9, 0.99, 1e-3));
    }

    private FedYogi(AdaptiveRates rates) {
        this.step = new AdaptiveStep(
                rates, (before, square, beta2) -> before - (1 - beta2) * square * Math.signum(before - square));
    }

    @Override
    public String name() {
        return "fed-yogi";
    }

    @Override
    public FedYogi configured(Settings settings) {
        return new FedYogi(step.rates().with(settings));
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
