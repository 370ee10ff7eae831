package io.tifl.kernels;

import io.tifl.kernels.jit.HalfConversion;
import java.lang.foreign.MemorySegment;

/** The conversions behind {@link HalfFloats}, arguments unchecked. Every implementation yields the same bits. */
@FunctionalInterface
interface HalfConverter {
    /** Converts all values. */
    void convert(HalfConversion conversion, MemorySegment from, MemorySegment to);
}
