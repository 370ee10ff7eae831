package io.tifl.kernels;

import java.lang.foreign.MemorySegment;

/** The loops behind the facade, arguments unchecked. Every implementation yields the same bits. */
interface Kernels {
    /** Partial sums of squares in {@link #extent}. */
    int PARTIAL_SUMS = 8;

    /** Added to a double of magnitude up to 2^51, it leaves the nearest whole number, half to even, in the low bits. */
    double ROUNDER = 0x1.8p52;

    /** The bits of {@link #ROUNDER}: those of the sum minus these are the whole number. */
    long ROUNDER_BITS = Double.doubleToRawLongBits(ROUNDER);

    /**
     * Adds {@code t = factor * value}, rounded to whole numbers, to {@code coarse}, and what this rounding left, times
     * {@code ratio} and rounded again, to {@code fine}: of the elements from {@code from} up to {@code to}.
     */
    void addWeighted(MemorySegment values, double factor, double ratio, long[] coarse, long[] fine, int from, int to);

    /** Vectors that {@link #addFour} adds at once. */
    int FOUR = 4;

    /**
     * Does what {@link #addWeighted} does, for each of four vectors.
     *
     * @param values four arrays that begin with the elements from {@code from} on
     * @param factors of the vectors; no product with a float needs more than 53 bits
     */
    void addFour(float[][] values, double[] factors, double ratio, long[] coarse, long[] fine, int from, int to);

    /**
     * Adds the square of element {@code i} to {@code partial[i % 8]}, in ascending order of {@code i}.
     *
     * @return the largest bits among the absolute values, which order floats as numbers, with NaN above infinity
     */
    int extent(MemorySegment values, double[] partial);

    /** The eight partial sums from {@code at} on, added up in the one order of all kernels. */
    static double total(double[] p, int at) {
        return ((p[at] + p[at + 4]) + (p[at + 2] + p[at + 6])) + ((p[at + 1] + p[at + 5]) + (p[at + 3] + p[at + 7]));
    }
}
