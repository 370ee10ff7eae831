package io.tifl.kernels;

import java.lang.foreign.MemorySegment;

/**
 * The loops over one row of codes, a byte each, arguments unchecked. Every implementation yields the same bits: products
 * and sums are rounded one by one, and fused only where this is said.
 */
interface RowKernels {
    /** Added to a float between 0 and 2^22, it leaves the nearest whole number, half to even, in the low bits. */
    float ROUNDER = 0x1.8p23f;

    /** The bits of {@link #ROUNDER}: those of the sum minus these are the whole number. */
    int ROUNDER_BITS = 0x4b400000;

    /** Turns 24 random bits into a float below 1. */
    float CHANCE_STEP = 0x1p-24f;

    /**
     * The smallest value in the upper half, the largest in the lower one, both as {@link #ordered} whole numbers.
     *
     * @param columns at least 1
     */
    long extremes(MemorySegment values, long at, int columns);

    /** Writes {@code (value - bias) * inverse}, rounded half to even and kept within 0 and {@code max}. */
    void nearest(
            MemorySegment values,
            long at,
            int columns,
            float bias,
            float inverse,
            int max,
            MemorySegment codes,
            long codesAt);

    /**
     * Writes the whole part of {@code (value - bias) * inverse + u}, at most {@code max}, with {@code u} from
     * {@link #chance}.
     *
     * @param first number of the first value
     */
    void stochastic(
            MemorySegment values,
            long at,
            int columns,
            float bias,
            float inverse,
            int max,
            int first,
            long key,
            MemorySegment codes,
            long codesAt);

    /** Writes {@code code * scale + bias}. */
    void decode(MemorySegment codes, long codesAt, int columns, float scale, float bias, MemorySegment values, long at);

    /**
     * Makes each float {@code fma(code, scale, sum + bias)}, one client after the other.
     *
     * @param codes of the clients, each {@code stride} after the one before
     * @param grids scale and bias of each client
     */
    void addFloats(byte[] codes, int stride, int columns, float[] grids, MemorySegment sum, long at);

    /**
     * Decodes as {@link #decode} does, adds the values of all clients times their factors in doubles, and then goes on as
     * {@link Kernels#addWeighted}.
     *
     * @param codes of the clients, the first from {@code first} on, each {@code stride} after the one before
     * @param grids scale and bias of each client
     * @param factors of the clients; with several, no sum of products may need rounding
     * @param at where the first elements of the sums are, in bytes
     */
    void addExact(
            byte[] codes,
            int first,
            int stride,
            int columns,
            float[] grids,
            double[] factors,
            double ratio,
            MemorySegment coarse,
            MemorySegment fine,
            long at);

    /** A whole number that orders floats as numbers do, -0 below 0, and NaN at either end. Its own inverse. */
    static int ordered(int bits) {
        return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    }

    /**
     * 32 random bits of the value with this number: a hash of two rounds (C. Wellons' {@code lowbias32}) between which
     * half of the key enters, the other half being where it starts.
     */
    static int chance(int number, long key) {
        int x = number + (int) key;
        x = (x ^ (x >>> 16)) * 0x7feb352d ^ (int) (key >>> 32);
        x = (x ^ (x >>> 15)) * 0x846ca68b;
        return x ^ (x >>> 16);
    }
}
