package io.tifl.aggregation;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.VectorMemory;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/**
 * FedAvgM (Hsu et al., "Measuring the Effects of Non-Identical Data Distribution for Federated Visual Classification",
 * 2019): momentum at the server, {@code v = momentum v + change}, {@code w = w + learningRate v}.
 *
 * <p>Settings: {@code learning-rate} (1), {@code momentum} (0.9). Reckoned in double precision; {@code w} and {@code v} are
 * rounded once to floats in every step.
 */
public final class FedAvgM implements ServerOptimizer {
    private static final String MOMENTUM = "momentum";

    private final double learningRate;
    private final double momentum;

    /** With the settings in parentheses. */
    public FedAvgM() {
        this(1, 0.9);
    }

    private FedAvgM(double learningRate, double momentum) {
        this.learningRate = Ranges.positive("learning rate", learningRate);
        this.momentum = Ranges.fraction(MOMENTUM, momentum);
    }

    @Override
    public String name() {
        return "fed-avg-m";
    }

    @Override
    public FedAvgM configured(Settings settings) {
        settings.requireOnly(Set.of("learning-rate", MOMENTUM));
        return new FedAvgM(settings.real("learning-rate", learningRate), settings.real(MOMENTUM, momentum));
    }

    @Override
    public OptimizerState initialState(Layout layout) {
        return OptimizerState.empty().with(MOMENTUM, Parameters.zeros(layout));
    }

    @Override
    public Step step(Parameters model, Aggregate aggregate, OptimizerState state) {
        Parameters change = aggregate.change();
        Parameters velocity = state.vector(MOMENTUM);
        Layouts.requireSame("model", model, "change", change);
        Layouts.requireSame("model", model, MOMENTUM, velocity);
        MemorySegment w = VectorMemory.floats(model.size());
        MemorySegment v = VectorMemory.floats(model.size());
        for (int i = 0; i < model.size(); i++) {
            double next = momentum * velocity.get(i) + change.get(i);
            w.setAtIndex(Parameters.VALUE, i, (float) (model.get(i) + learningRate * next));
            v.setAtIndex(Parameters.VALUE, i, (float) next);
        }
        return new Step(
                new Parameters(model.layout(), w),
                OptimizerState.empty().with(MOMENTUM, new Parameters(model.layout(), v)));
    }
}
