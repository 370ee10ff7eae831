package io.tifl.coordinator.app;

import io.tifl.coordinator.job.ModelInitializer;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.VectorMemory;
import io.tifl.protocol.task.ModelSpec;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/** A model that nobody trains: {@code flat} with so many parameters. */
public final class FlatModels implements ModelInitializer {
    @Override
    public Parameters initialize(ModelSpec spec, long seed) {
        int size = spec.settings().integer("size", 8);
        SplittableRandom random = new SplittableRandom(seed);
        MemorySegment values = VectorMemory.floats(size);
        for (int i = 0; i < size; i++) {
            values.setAtIndex(Parameters.VALUE, i, random.nextFloat() - 0.5f);
        }
        return new Parameters(Layout.flat(size), values);
    }
}
