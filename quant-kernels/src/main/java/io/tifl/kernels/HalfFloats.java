package io.tifl.kernels;

import io.tifl.kernels.jit.HalfConversion;
import java.lang.foreign.MemorySegment;

/**
 * Floats of 16 bits: IEEE 754 binary16 and bfloat16, the upper half of a 32-bit float.
 *
 * <p>Rounded to the nearest, half to even, subnormal numbers included; what is too large becomes infinite, and NaN stays
 * NaN. Halves are little-endian, floats in native byte order; both on the heap or off it, of any alignment.
 */
public final class HalfFloats {
    private static final HalfConverter CONVERTER = Backend.halfConverter();

    private HalfFloats() {}

    /**
     * Rounds floats to binary16: a relative error of at most 2^-11 from 2^-14 on, an absolute one of 2^-25 below.
     *
     * @param values floats
     * @param halves 2 bytes for each
     */
    public static void toFloat16(MemorySegment values, MemorySegment halves) {
        requireSizes(values, halves);
        CONVERTER.convert(HalfConversion.TO_FLOAT16, values, halves);
    }

    /** Widens binary16, which is exact. */
    public static void fromFloat16(MemorySegment halves, MemorySegment values) {
        requireSizes(values, halves);
        CONVERTER.convert(HalfConversion.FROM_FLOAT16, halves, values);
    }

    /** Rounds floats to bfloat16: a relative error of at most 2^-9. */
    public static void toBfloat16(MemorySegment values, MemorySegment halves) {
        requireSizes(values, halves);
        CONVERTER.convert(HalfConversion.TO_BFLOAT16, values, halves);
    }

    /** Widens bfloat16, which is exact. */
    public static void fromBfloat16(MemorySegment halves, MemorySegment values) {
        requireSizes(values, halves);
        CONVERTER.convert(HalfConversion.FROM_BFLOAT16, halves, values);
    }

    private static void requireSizes(MemorySegment values, MemorySegment halves) {
        long size = values.byteSize() / Float.BYTES;
        if (values.byteSize() % Float.BYTES != 0 || halves.byteSize() != size * Short.BYTES) {
            throw new IllegalArgumentException("expected 4 bytes for each float and 2 for its half, got "
                    + values.byteSize() + " and " + halves.byteSize());
        }
    }
}
