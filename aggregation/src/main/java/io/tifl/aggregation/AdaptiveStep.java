package io.tifl.aggregation;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.VectorMemory;
import java.lang.foreign.MemorySegment;

/**
 * Algorithm 2 of Reddi et al., "Adaptive Federated Optimization" (ICLR 2021), whose three members differ in the second
 * moment alone: {@code m = beta1 m + (1 - beta1) change}, {@code v = moment(v, change^2)},
 * {@code w = w + eta m / (sqrt(v) + tau)}, from {@code m = 0} and {@code v = tau^2}. As in the paper no bias is corrected.
 *
 * <p>All is reckoned in double precision from what is stored; what is stored, {@code w}, {@code m} and {@code v}, is rounded
 * once to floats in every step.
 */
record AdaptiveStep(AdaptiveRates rates, SecondMoment moment) {
    private static final String MOMENTUM = "momentum";
    private static final String SECOND = "second-moment";

    OptimizerState initialState(Layout layout) {
        MemorySegment second = VectorMemory.floats(layout.size());
        float start = (float) (rates.tau() * rates.tau());
        for (int i = 0; i < layout.size(); i++) {
            second.setAtIndex(Parameters.VALUE, i, start);
        }
        return OptimizerState.empty()
                .with(MOMENTUM, Parameters.zeros(layout))
                .with(SECOND, new Parameters(layout, second));
    }

    ServerOptimizer.Step step(Parameters model, Parameters change, OptimizerState state) {
        Parameters momentum = state.vector(MOMENTUM);
        Parameters second = state.vector(SECOND);
        Layouts.requireSame("model", model, "change", change);
        Layouts.requireSame("model", model, MOMENTUM, momentum);
        Layouts.requireSame("model", model, SECOND, second);
        MemorySegment w = VectorMemory.floats(model.size());
        MemorySegment m = VectorMemory.floats(model.size());
        MemorySegment v = VectorMemory.floats(model.size());
        for (int i = 0; i < model.size(); i++) {
            double delta = change.get(i);
            double first = rates.beta1() * momentum.get(i) + (1 - rates.beta1()) * delta;
            double size = moment.next(second.get(i), delta * delta, rates.beta2());
            double moved = model.get(i) + rates.learningRate() * first / (Math.sqrt(size) + rates.tau());
            w.setAtIndex(Parameters.VALUE, i, (float) moved);
            m.setAtIndex(Parameters.VALUE, i, (float) first);
            v.setAtIndex(Parameters.VALUE, i, (float) size);
        }
        OptimizerState next = OptimizerState.empty()
                .with(MOMENTUM, new Parameters(model.layout(), m))
                .with(SECOND, new Parameters(model.layout(), v));
        return new ServerOptimizer.Step(new Parameters(model.layout(), w), next);
    }
}
