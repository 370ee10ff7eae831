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
        return new Step(moved(model, aggregate.change(), learningRate), state);
    }

    /** {@code values + factor * change}, each rounded once. */
    static Parameters moved(Parameters values, Parameters change, double factor) {
        Layouts.requireSame("model", values, "change", change);
        MemorySegment moved = VectorMemory.floats(values.size());
        move(values.values(), change.values(), factor, moved);
        return new Parameters(values.layout(), moved);
    }

    private static void move(MemorySegment values, MemorySegment change, double factor, MemorySegment moved) {
        long size = moved.byteSize() / Float.BYTES;
        for (long i = 0; i < size; i++) {
            double value = values.getAtIndex(Parameters.VALUE, i) + factor * change.getAtIndex(Parameters.VALUE, i);
            moved.setAtIndex(Parameters.VALUE, i, (float) value);
        }
    }
}
