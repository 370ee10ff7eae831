package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * Vectors and the weights they are added to an exact sum with, stretch by stretch. Four at a time are copied to arrays, which loops
 * run fastest over wherever the vectors lie, and are added to limbs that are read and written once for all four. Confined to one
 * thread.
 */
final class WeightedVectors {
    /** For shorter vectors the copies cost more than they save. */
    private static final long LEAST_BYTES = 1 << 16;

    /** Up to here the product of a weight and a float has 53 bits at most. */
    private static final long LARGEST_EXACT = 1L << 29;

    private final List<MemorySegment> values;
    private final double[] factors;
    private final double ratio;
    private final int inFours;
    private final float[][] four;

    /** @param values each of as many floats as the sum has elements */
    WeightedVectors(List<MemorySegment> values, long[] weights, FixedPoint grid) {
        this.values = values;
        this.factors = Arrays.stream(weights)
                .mapToDouble(weight -> Math.scalb((double) weight, grid.coarseScale()))
                .toArray();
        this.ratio = Math.scalb(1.0, grid.apart());
        boolean exact = Arrays.stream(weights).allMatch(weight -> Math.abs((double) weight) <= LARGEST_EXACT);
        boolean longEnough = values.stream().allMatch(each -> each.byteSize() >= LEAST_BYTES);
        this.inFours = exact && longEnough ? weights.length / Kernels.FOUR * Kernels.FOUR : 0;
        this.four = inFours > 0 ? new float[Kernels.FOUR][Limbs.BLOCK] : new float[0][];
    }

    /**
     * Adds some elements.
     *
     * @param first number of the arrays' first element
     * @param from index of the first that is added
     * @param to at most {@link Limbs#BLOCK} after it
     */
    void addTo(long[] coarse, long[] fine, int first, int from, int to) {
        for (int i = 0; i < inFours; i += Kernels.FOUR) {
            for (int j = 0; j < Kernels.FOUR; j++) {
                long at = (long) Float.BYTES * (first + from);
                MemorySegment.copy(values.get(i + j), JAVA_FLOAT_UNALIGNED, at, four[j], 0, to - from);
            }
            double[] theirs = Arrays.copyOfRange(factors, i, i + Kernels.FOUR);
            Backend.KERNELS.addFour(four, theirs, ratio, coarse, fine, from, to);
        }
        for (int i = inFours; i < factors.length; i++) {
            MemorySegment own = values.get(i).asSlice((long) Float.BYTES * first);
            Backend.KERNELS.addWeighted(own, factors[i], ratio, coarse, fine, from, to);
        }
    }
}
