package io.tifl.kernels.internal;

import java.lang.foreign.MemorySegment;

/** The left operand's rows. */
public sealed interface Input {
    MemorySegment values();

    /** From a row to the next, in bytes. */
    long stride();

    /** Unsigned bytes. */
    record UnsignedBytes(MemorySegment values, long stride) implements Input {}

    /**
     * Floats, which become {@code clamp(round(value * inverseScale) + zeroPoint, 0, 255)}, rounded half to even; NaN
     * becomes 0.
     */
    record Floats(MemorySegment values, long stride, float inverseScale, int zeroPoint) implements Input {}
}
