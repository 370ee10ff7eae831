package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Plain loops: the reference that defines the results. */
final class ScalarRowKernels implements RowKernels {
    @Override
    public long extremes(MemorySegment values, long at, int columns) {
        return extremes(values, at, columns, 0, Integer.MAX_VALUE, Integer.MIN_VALUE);
    }

    static long extremes(MemorySegment values, long at, int columns, int from, int lowest, int highest) {
        int min = lowest;
        int max = highest;
        for (int i = from; i < columns; i++) {
            int value = RowKernels.ordered(values.get(JAVA_INT_UNALIGNED, at + (long) Float.BYTES * i));
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        return (long) min << Integer.SIZE | (max & 0xffffffffL);
    }

    @Override
    public void nearest(
            MemorySegment values,
            long at,
            int columns,
            float bias,
            float inverse,
            int max,
            MemorySegment codes,
            long codesAt) {
        nearest(values, at, columns, bias, inverse, max, codes, codesAt, 0);
    }

    static void nearest(
            MemorySegment values,
            long at,
            int columns,
            float bias,
            float inverse,
            int max,
            MemorySegment codes,
            long codesAt,
            int from) {
        for (int i = from; i < columns; i++) {
            float steps = (value(values, at, i) - bias) * inverse;
            int shifted = Float.floatToRawIntBits(steps + ROUNDER);
            int code = Math.min(Math.max(shifted, ROUNDER_BITS), ROUNDER_BITS + max) - ROUNDER_BITS;
            codes.set(JAVA_BYTE, codesAt + i, (byte) code);
        }
    }

    @Override
    public void stochastic(
            MemorySegment values,
            long at,
            int columns,
            float bias,
            float inverse,
            int max,
            int first,
            long key,
            MemorySegment codes,
            long codesAt) {
        stochastic(values, at, columns, bias, inverse, max, first, key, codes, codesAt, 0);
    }

    static void stochastic(
            MemorySegment values,
            long at,
            int columns,
            float bias,
            float inverse,
            int max,
            int first,
            long key,
            MemorySegment codes,
            long codesAt,
            int from) {
        for (int i = from; i < columns; i++) {
            float steps = (value(values, at, i) - bias) * inverse;
            float chance = (RowKernels.chance(first + i, key) >>> 8) * CHANCE_STEP;
            codes.set(JAVA_BYTE, codesAt + i, (byte) Math.min((int) (steps + chance), max));
        }
    }

    @Override
    public void decode(
            MemorySegment codes, long codesAt, int columns, float scale, float bias, MemorySegment values, long at) {
        decode(codes, codesAt, columns, scale, bias, values, at, 0);
    }

    static void decode(
            MemorySegment codes,
            long codesAt,
            int columns,
            float scale,
            float bias,
            MemorySegment values,
            long at,
            int from) {
        for (int i = from; i < columns; i++) {
            values.set(JAVA_FLOAT_UNALIGNED, at + (long) Float.BYTES * i, decoded(codes, codesAt + i, scale, bias));
        }
    }

    @Override
    public void addFloats(byte[] codes, int stride, int columns, float[] grids, MemorySegment sum, long at) {
        addFloats(codes, stride, columns, grids, sum, at, 0);
    }

    static void addFloats(byte[] codes, int stride, int columns, float[] grids, MemorySegment sum, long at, int from) {
        for (int i = from; i < columns; i++) {
            float total = value(sum, at, i);
            for (int client = 0; 2 * client < grids.length; client++) {
                int code = codes[client * stride + i] & 0xff;
                total = Math.fma(code, grids[2 * client], total + grids[2 * client + 1]);
            }
            sum.set(JAVA_FLOAT_UNALIGNED, at + (long) Float.BYTES * i, total);
        }
    }

    @Override
    public void addExact(
            byte[] codes,
            int first,
            int stride,
            int columns,
            float[] grids,
            double[] factors,
            double ratio,
            MemorySegment coarse,
            MemorySegment fine,
            long at) {
        addExact(codes, first, stride, columns, grids, factors, ratio, coarse, fine, at, 0);
    }

    static void addExact(
            byte[] codes,
            int first,
            int stride,
            int columns,
            float[] grids,
            double[] factors,
            double ratio,
            MemorySegment coarse,
            MemorySegment fine,
            long at,
            int from) {
        for (int i = from; i < columns; i++) {
            double terms = 0;
            for (int client = 0; client < factors.length; client++) {
                int code = codes[first + client * stride + i] & 0xff;
                float value = code * grids[2 * client] + grids[2 * client + 1];
                terms += factors[client] * value;
            }
            double shifted = terms + Kernels.ROUNDER;
            double rest = (terms - (shifted - Kernels.ROUNDER)) * ratio;
            add(coarse, at + (long) Long.BYTES * i, shifted);
            add(fine, at + (long) Long.BYTES * i, rest + Kernels.ROUNDER);
        }
    }

    private static void add(MemorySegment sum, long at, double shifted) {
        long steps = Double.doubleToRawLongBits(shifted) - Kernels.ROUNDER_BITS;
        sum.set(JAVA_LONG_UNALIGNED, at, sum.get(JAVA_LONG_UNALIGNED, at) + steps);
    }

    private static float decoded(MemorySegment codes, long at, float scale, float bias) {
        return (codes.get(JAVA_BYTE, at) & 0xff) * scale + bias;
    }

    private static float value(MemorySegment values, long at, int i) {
        return values.get(JAVA_FLOAT_UNALIGNED, at + (long) Float.BYTES * i);
    }
}
