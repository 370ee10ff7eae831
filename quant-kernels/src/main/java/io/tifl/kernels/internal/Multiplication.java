package io.tifl.kernels.internal;

import java.lang.foreign.MemorySegment;

/** A backend's product of inputs and one matrix of weights, with one stage behind it. Thread-safe. */
@FunctionalInterface
public interface Multiplication {
    /**
     * Computes a slice.
     *
     * @param input all rows of the input, the slice's among them
     * @param output all rows of the output, {@code outputStride} bytes apart
     */
    void compute(Input input, MemorySegment output, long outputStride, Slice slice);
}
