package io.tifl.kernels;

import io.tifl.kernels.jit.HalfConversion;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Plain loops over arrays, which the JIT compiler turns into the processor's own conversions. */
final class PlainHalfConverter implements HalfConverter {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int CHUNK = 1024;
    private static final int LOWER_HALF_LESS_ONE = 0x7fff;
    private static final int QUIET = 0x400000;

    @Override
    public void convert(HalfConversion conversion, MemorySegment from, MemorySegment to) {
        switch (conversion) {
            case TO_FLOAT16 -> write(from, to, PlainHalfConverter::roundToFloat16);
            case FROM_FLOAT16 -> read(from, to, PlainHalfConverter::widenFloat16);
            case TO_BFLOAT16 -> write(from, to, PlainHalfConverter::roundToBfloat16);
            case FROM_BFLOAT16 -> read(from, to, PlainHalfConverter::widenBfloat16);
        }
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
        long size = values.byteSize() / Float.BYTES;
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
        long size = values.byteSize() / Float.BYTES;
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
            int quiet = bits | QUIET;
            halves[i] = (short) ((Float.isNaN(values[i]) ? quiet : rounded) >>> Short.SIZE);
        }
    }

    private static void widenBfloat16(short[] halves, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = Float.intBitsToFloat(halves[i] << Short.SIZE);
        }
    }
}
