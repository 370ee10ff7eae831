package io.tifl.kernels;

import java.lang.foreign.MemorySegment;

/**
 * A weighted sum of float vectors in two fixed-point limbs per element: the same bits for any order of {@link #add} and
 * any tree of {@link #merge}. Confined to one thread.
 *
 * <p>Takes 16 bytes per element, whatever the number of terms. Each term is rounded by itself, half to even, as a
 * function of its value, its weight and the grid. On a grid from {@link FixedPoint#fitting} and with weights up to
 * 2^29, a term is off by at most half a fine step; a larger weight's product is first rounded to a double's 53 bits.
 *
 * <p>Nothing here counts terms or looks at values: the caller keeps to the limits the grid was made for. Past them the
 * sum is wrong.
 */
public final class ExactSum {
    private final FixedPoint grid;
    private final long[] coarse;
    private final long[] fine;

    /** An empty sum of vectors of {@code size} elements. */
    public ExactSum(int size, FixedPoint grid) {
        this.grid = grid;
        this.coarse = new long[size];
        this.fine = new long[size];
    }

    public int size() {
        return coarse.length;
    }

    /**
     * Adds {@code weight * values}.
     *
     * @param values exactly {@code 4 * size()} bytes of finite floats in native byte order; heap or native, read-only or
     *     not, of any alignment
     */
    public void add(MemorySegment values, long weight) {
        if (values.byteSize() != (long) Float.BYTES * size()) {
            throw new IllegalArgumentException(
                    "the sum takes " + (long) Float.BYTES * size() + " bytes of floats, got " + values.byteSize());
        }
        double factor = Math.scalb((double) weight, grid.coarseScale());
        double ratio = Math.scalb(1.0, grid.apart());
        Backend.KERNELS.addWeighted(values, factor, ratio, coarse, fine);
    }

    /**
     * Adds decoded rows of several clients, each times its weight, from an element on; arguments unchecked.
     *
     * @param terms {@link #terms} of the clients
     */
    void addRows(RowStretch stretch, MemorySegment[] clients, ExactTerms terms, int from) {
        Backend.ROW_SUMS.addExact(stretch, clients, terms, from(coarse, from), from(fine, from));
    }

    /** What {@code count} weights from {@code first} on make of values on this sum's grid. */
    ExactTerms terms(long[] weights, int first, int count) {
        return ExactTerms.of(grid, weights, first, count);
    }

    private static MemorySegment from(long[] limbs, int first) {
        return MemorySegment.ofArray(limbs).asSlice((long) Long.BYTES * first);
    }

    /**
     * Adds all another sum holds; the other is not changed.
     *
     * @throws IllegalArgumentException if its size or grid differs
     */
    public void merge(ExactSum other) {
        if (!grid.equals(other.grid) || size() != other.size()) {
            throw new IllegalArgumentException("only sums of one size and grid merge, got " + size() + " on " + grid
                    + " and " + other.size() + " on " + other.grid);
        }
        addTo(coarse, other.coarse);
        addTo(fine, other.fine);
    }

    private static void addTo(long[] sum, long[] more) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += more[i];
        }
    }

    /**
     * The sum divided by {@code totalWeight}, element by element, each correctly rounded to the nearest float, half to
     * even.
     *
     * @param totalWeight at least 1
     */
    public float[] mean(long totalWeight) {
        if (totalWeight < 1) {
            throw new IllegalArgumentException("total weight must be at least 1, got " + totalWeight);
        }
        FixedPointMean divide = new FixedPointMean(grid, totalWeight);
        float[] mean = new float[size()];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = divide.nearest(coarse[i], fine[i]);
        }
        return mean;
    }
}
