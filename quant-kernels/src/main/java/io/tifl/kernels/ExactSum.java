package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A weighted sum of float vectors in two fixed-point limbs per element: the same bits for any order of {@link #add} and
 * any tree of {@link #merge}. Confined to one thread.
 *
 * <p>Takes 16 bytes per element, whatever the number of terms. Each term is rounded by itself, half to even, as a
 * function of its value, its weight and the grid. On a grid from {@link FixedPoint#fitting} and with weights up to
 * 2^29, a term is off by at most half a fine step; a larger weight's product is first rounded to a double's 53 bits.
 *
 * <p>A sum of 64 MiB or more lies outside of the heap until it is {@linkplain #close() closed}; a smaller one need not be
 * closed, but if it is, the next sum of its size is spared new memory.
 *
 * <p>Nothing here counts terms or looks at values: the caller keeps to the limits the grid was made for. Past them the
 * sum is wrong.
 */
public final class ExactSum implements AutoCloseable {
    private static final ValueLayout.OfLong LIMB = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int LARGE = (64 << 20) / (2 * Long.BYTES);

    private final FixedPoint grid;
    private final Limbs limbs;

    /** An empty sum of vectors of {@code size} elements. */
    public ExactSum(int size, FixedPoint grid) {
        this(size, grid, LARGE);
    }

    /** @param largeFrom sums of so many elements or more lie outside of the heap */
    ExactSum(int size, FixedPoint grid, int largeFrom) {
        this.grid = grid;
        this.limbs = Limbs.of(size, largeFrom);
    }

    public int size() {
        return limbs.size();
    }

    /**
     * Adds {@code weight * values}.
     *
     * @param values exactly {@code 4 * size()} bytes of finite floats in native byte order; heap or native, read-only or
     *     not, of any alignment
     */
    public void add(MemorySegment values, long weight) {
        addAll(List.of(values), weight);
    }

    /**
     * Adds several vectors, each times its weight, in one pass over the sum: the bits are those of adding one after the other.
     *
     * @param values as for {@link #add}
     * @param weights as many
     */
    public void addAll(List<MemorySegment> values, long... weights) {
        if (values.size() != weights.length) {
            throw new IllegalArgumentException(
                    "as many weights as vectors are needed, got " + weights.length + " and " + values.size());
        }
        values.forEach(this::requireFloats);
        WeightedVectors vectors = new WeightedVectors(values, weights, grid);
        limbs.update(vectors::addTo);
    }

    /**
     * Adds decoded rows of several clients, each times its weight, from an element on; arguments unchecked.
     *
     * @param terms {@link #terms} of the clients
     */
    void addRows(RowStretch stretch, MemorySegment[] clients, ExactTerms terms, int from) {
        long at = (long) Long.BYTES * from;
        Backend.ROW_SUMS.addExact(
                stretch,
                clients,
                terms,
                limbs.coarse().asSlice(at),
                limbs.fine().asSlice(at));
    }

    /** What {@code count} weights from {@code first} on make of values on this sum's grid. */
    ExactTerms terms(long[] weights, int first, int count) {
        return ExactTerms.of(grid, weights, first, count);
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
        MemorySegment itsCoarse = other.limbs.coarse();
        MemorySegment itsFine = other.limbs.fine();
        limbs.update((coarse, fine, first, from, to) -> {
            add(coarse, itsCoarse, first, from, to);
            add(fine, itsFine, first, from, to);
        });
    }

    private static void add(long[] sum, MemorySegment more, int first, int from, int to) {
        for (int i = from; i < to; i++) {
            sum[i] += more.getAtIndex(JAVA_LONG, (long) first + i);
        }
    }

    /**
     * Writes all it holds: 16 bytes per element, its coarse limbs and then its fine ones, as little-endian numbers.
     *
     * @param to exactly {@code 16 * size()} bytes, of any alignment
     */
    public void write(MemorySegment to) {
        requireLimbs(to);
        long half = to.byteSize() / 2;
        MemorySegment.copy(limbs.coarse(), JAVA_LONG, 0, to, LIMB, 0, size());
        MemorySegment.copy(limbs.fine(), JAVA_LONG, 0, to, LIMB, half, size());
    }

    /**
     * Adds all that another sum of this size and grid {@linkplain #write wrote}.
     *
     * @param written exactly {@code 16 * size()} bytes, of any alignment
     */
    public void mergeWritten(MemorySegment written) {
        requireLimbs(written);
        long half = written.byteSize() / 2;
        limbs.update((coarse, fine, first, from, to) -> {
            for (int i = from; i < to; i++) {
                long at = (long) Long.BYTES * (first + i);
                coarse[i] += written.get(LIMB, at);
                fine[i] += written.get(LIMB, half + at);
            }
        });
    }

    private void requireLimbs(MemorySegment written) {
        if (written.byteSize() != 2L * Long.BYTES * size()) {
            throw new IllegalArgumentException(
                    "the sum has " + 2L * Long.BYTES * size() + " bytes, got " + written.byteSize());
        }
    }

    /**
     * The sum divided by {@code totalWeight}, element by element, each correctly rounded to the nearest float, half to
     * even.
     *
     * @param totalWeight at least 1
     */
    public float[] mean(long totalWeight) {
        float[] mean = new float[size()];
        mean(totalWeight, MemorySegment.ofArray(mean));
        return mean;
    }

    /**
     * As {@link #mean(long)}, written to memory.
     *
     * @param mean exactly {@code 4 * size()} bytes, which become floats in native byte order; heap or native, of any
     *     alignment
     */
    public void mean(long totalWeight, MemorySegment mean) {
        if (totalWeight < 1) {
            throw new IllegalArgumentException("total weight must be at least 1, got " + totalWeight);
        }
        requireFloats(mean);
        FixedPointMean divide = new FixedPointMean(grid, totalWeight);
        limbs.read((coarse, fine, first, from, to) -> {
            for (int i = from; i < to; i++) {
                mean.set(JAVA_FLOAT_UNALIGNED, (long) Float.BYTES * (first + i), divide.nearest(coarse[i], fine[i]));
            }
        });
    }

    /** Leaves its memory to others; the sum cannot be used any more. Closing it again changes nothing. */
    @Override
    public void close() {
        limbs.close();
    }

    private void requireFloats(MemorySegment values) {
        if (values.byteSize() != (long) Float.BYTES * size()) {
            throw new IllegalArgumentException(
                    "the sum takes " + (long) Float.BYTES * size() + " bytes of floats, got " + values.byteSize());
        }
    }
}
