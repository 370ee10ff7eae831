package io.tifl.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Floats of 16 bits: IEEE 754 binary16 and bfloat16, the upper half of a 32-bit float.
 *
 * <p>Rounded to the nearest, half to even, subnormal numbers included; what is too large becomes infinite, and NaN stays
 * NaN. Halves are little-endian, floats in native byte order. The loops are plain ones over arrays, which the JIT compiler
 * turns into the processor's own conversions.
 */
public final class HalfFloats {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int CHUNK = 1024;
    private static final int LOWER_HALF_LESS_ONE = 0x7fff;

    private HalfFloats() {}

    /**
     * Rounds floats to binary16: a relative error of at most 2^-11 from 2^-14 on, an absolute one of 2^-25 below.
     *
     * @param values floats
     * @param halves 2 bytes for each
     */
    public static void toFloat16(MemorySegment values, MemorySegment halves) {
        write(values, halves, HalfFloats::roundToFloat16);
    }

    /** Widens binary16, which is exact. */
    public static void fromFloat16(MemorySegment halves, MemorySegment values) {
        read(halves, values, HalfFloats::widenFloat16);
    }

    /** Rounds floats to bfloat16: a relative error of at most 2^-9. */
    public static void toBfloat16(MemorySegment values, MemorySegment halves) {
        write(values, halves, HalfFloats::roundToBfloat16);
    }

    /** Widens bfloat16, which is exact. */
    public static void fromBfloat16(MemorySegment halves, MemorySegment values) {
        read(halves, values, HalfFloats::widenBfloat16);
    }

    @FunctionalInterface
    private interface Rounding {
        void round(float[] values, short[] halves, int count);
    }

    @FunctionalInterface
    private interface Widening {
        void widen(short[] halves, float[] values, int count);
    }

    private static void write(MemorySegment values, MemorySegment halves, Rounding rounding) {
        long size = requireSizes(values, halves);
        float[] some = new float[(int) Math.min(CHUNK, size)];
        short[] rounded = new short[some.length];
        for (long done = 0; done < size; done += CHUNK) {
            int count = (int) Math.min(CHUNK, size - done);
            MemorySegment.copy(values, FLOAT, done * Float.BYTES, some, 0, count);
            rounding.round(some, rounded, count);
            MemorySegment.copy(rounded, 0, halves, HALF, done * Short.BYTES, count);
        }
    }

    private static void read(MemorySegment halves, MemorySegment values, Widening widening) {
        long size = requireSizes(values, halves);
        short[] some = new short[(int) Math.min(CHUNK, size)];
        float[] widened = new float[some.length];
        for (long done = 0; done < size; done += CHUNK) {
            int count = (int) Math.min(CHUNK, size - done);
            MemorySegment.copy(halves, HALF, done * Short.BYTES, some, 0, count);
            widening.widen(some, widened, count);
            MemorySegment.copy(widened, 0, values, FLOAT, done * Float.BYTES, count);
        }
    }

    private static void roundToFloat16(float[] values, short[] halves, int count) {
        for (int i = 0; i < count; i++) {
            halves[i] = Float.floatToFloat16(values[i]);
        }
    }

    private static void widenFloat16(short[] halves, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = Float.float16ToFloat(halves[i]);
        }
    }

    private static void roundToBfloat16(float[] values, short[] halves, int count) {
        for (int i = 0; i < count; i++) {
            int bits = Float.floatToRawIntBits(values[i]);
            int rounded = bits + LOWER_HALF_LESS_ONE + (bits >>> Short.SIZE & 1);
            int quiet = bits | 0x400000;
            halves[i] = (short) ((Float.isNaN(values[i]) ? quiet : rounded) >>> Short.SIZE);
        }
    }

    private static void widenBfloat16(short[] halves, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = Float.intBitsToFloat(halves[i] << Short.SIZE);
        }
    }

    private static long requireSizes(MemorySegment values, MemorySegment halves) {
        long size = values.byteSize() / Float.BYTES;
        if (values.byteSize() % Float.BYTES != 0 || halves.byteSize() != size * Short.BYTES) {
            throw new IllegalArgumentException("expected 4 bytes for each float and 2 for its half, got "
                    + values.byteSize() + " and " + halves.byteSize());
        }
        return size;
    }
}
