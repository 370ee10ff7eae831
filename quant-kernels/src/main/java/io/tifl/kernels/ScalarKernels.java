package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Plain loops: the reference that defines the results. */
final class ScalarKernels implements Kernels {
    @Override
    public void addWeighted(
            MemorySegment values, double factor, double ratio, long[] coarse, long[] fine, int from, int to) {
        addEach(values, factor, ratio, coarse, fine, from, to);
    }

    static void addEach(
            MemorySegment values, double factor, double ratio, long[] coarse, long[] fine, int from, int to) {
        for (int i = from; i < to; i++) {
            add(factor * values.get(JAVA_FLOAT_UNALIGNED, (long) Float.BYTES * i), ratio, coarse, fine, i);
        }
    }

    @Override
    public void addFour(
            float[][] values, double[] factors, double ratio, long[] coarse, long[] fine, int from, int to) {
        addFour(values, factors, ratio, coarse, fine, from, from, to);
    }

    /** Adds the elements from one on; the arrays begin with {@code begin}. */
    static void addFour(
            float[][] values, double[] factors, double ratio, long[] coarse, long[] fine, int begin, int from, int to) {
        for (int vector = 0; vector < FOUR; vector++) {
            for (int i = from; i < to; i++) {
                add(factors[vector] * values[vector][i - begin], ratio, coarse, fine, i);
            }
        }
    }

    private static void add(double term, double ratio, long[] coarse, long[] fine, int i) {
        double shifted = term + ROUNDER;
        double rest = (term - (shifted - ROUNDER)) * ratio;
        coarse[i] += Double.doubleToRawLongBits(shifted) - ROUNDER_BITS;
        fine[i] += Double.doubleToRawLongBits(rest + ROUNDER) - ROUNDER_BITS;
    }

    @Override
    public int extent(MemorySegment values, double[] partial) {
        return extent(values, partial, 0);
    }

    /** The extent of the elements from a multiple of 8 on. */
    static int extent(MemorySegment values, double[] partial, int from) {
        int size = (int) (values.byteSize() / Float.BYTES);
        int max = 0;
        for (int i = from; i < size; i++) {
            float value = values.get(JAVA_FLOAT_UNALIGNED, (long) Float.BYTES * i);
            max = Math.max(max, Float.floatToRawIntBits(value) & Integer.MAX_VALUE);
            partial[i % PARTIAL_SUMS] += (double) value * value;
        }
        return max;
    }
}
