package io.tifl.aggregation;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.VectorMemory;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/**
 * Moves the model by the combined change times a learning rate: {@code w + learningRate * change}, each value rounded
 * once from double precision. It remembers nothing. With the rate 1 and a weighted mean this is federated averaging.
 */
public final class Add implements ServerOptimizer {
    private final double learningRate;

    /** With the learning rate 1. */
    public Add() {
        this(1);
    }

    /** @param learningRate positive and finite */
    public Add(double learningRate) {
        this.learningRate = Ranges.positive("learning rate", learningRate);
    }

    @Override
    public String name() {
        return "add";
    }

    @Override
    public Add configured(Settings settings) {
        settings.requireOnly(Set.of("learning-rate"));
        return new Add(settings.real("learning-rate", 1));
    }

    @Override
    public OptimizerState initialState(Layout layout) {
        return OptimizerState.empty();
    }

    @Override
    public Step step(Parameters model, Aggregate aggregate, OptimizerState state) {
        Parameters change = aggregate.change();
        Layouts.requireSame("model", model, "change", change);
        MemorySegment moved = VectorMemory.floats(model.size());
        move(model.values(), change.values(), moved);
        return new Step(new Parameters(model.layout(), moved), state);
    }

    private void move(MemorySegment model, MemorySegment change, MemorySegment moved) {
        long size = moved.byteSize() / Float.BYTES;
        for (long i = 0; i < size; i++) {
            double value =
                    model.getAtIndex(Parameters.VALUE, i) + learningRate * change.getAtIndex(Parameters.VALUE, i);
            moved.setAtIndex(Parameters.VALUE, i, (float) value);
        }
    }
}
