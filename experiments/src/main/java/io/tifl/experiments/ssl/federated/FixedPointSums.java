package io.tifl.experiments.ssl.federated;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * Sums of doubles that have the same bits for any order of terms and any tree of merges: each term is cut to a multiple
 * of 2^-64, and these are added as whole numbers of 128 bits. A term is off by less than 2^-64, which is below the last
 * bit of every double of 2^-11 or more. Reports hold some ten thousand of them, so each takes 16 bytes and not the 272 of
 * one that cuts nothing. Mutable and confined to one thread.
 */
final class FixedPointSums {
    /** Bytes of a sum when written. */
    static final int BYTES = 2 * Long.BYTES;

    private static final double LARGEST_TERM = 0x1p40;
    private static final long LARGEST_SUM = 1L << 56;
    private static final double STEPS = 0x1p32;

    private final long[] high;
    private final long[] low;

    /** Of nothing. */
    FixedPointSums(int size) {
        this.high = new long[size];
        this.low = new long[size];
    }

    int size() {
        return high.length;
    }

    /**
     * Adds a term to each sum.
     *
     * @throws IllegalArgumentException if one is not finite, or 2^40 or more
     */
    FixedPointSums add(double... terms) {
        requireSize(terms.length);
        for (int k = 0; k < terms.length; k++) {
            if (!(Math.abs(terms[k]) < LARGEST_TERM)) {
                throw new IllegalArgumentException("expected a number of less than 2^40 to add, got " + terms[k]);
            }
        }
        for (int k = 0; k < terms.length; k++) {
            add(k, terms[k]);
        }
        return this;
    }

    private void add(int k, double term) {
        double size = Math.abs(term);
        long whole = (long) size;
        double upper = (size - whole) * STEPS;
        long lower = (long) ((upper - (long) upper) * STEPS);
        long fraction = ((long) upper << 32) | lower;
        if (term < 0) {
            add(k, ~whole + (fraction == 0 ? 1 : 0), -fraction);
        } else {
            add(k, whole, fraction);
        }
    }

    private void add(int k, long moreHigh, long moreLow) {
        long sum = low[k] + moreLow;
        long carry = Long.compareUnsigned(sum, moreLow) < 0 ? 1 : 0;
        low[k] = sum;
        high[k] = high[k] + moreHigh + carry;
    }

    /**
     * Adds all that others hold.
     *
     * @throws IllegalArgumentException if a sum becomes 2^56 or more; nothing is added then
     */
    FixedPointSums merge(FixedPointSums other) {
        requireSize(other.size());
        for (int k = 0; k < high.length; k++) {
            if (Math.abs(high[k] + other.high[k]) >= LARGEST_SUM) {
                throw new IllegalArgumentException("sum " + k + " would be 2^56 or more");
            }
        }
        for (int k = 0; k < high.length; k++) {
            add(k, other.high[k], other.low[k]);
        }
        return this;
    }

    private void requireSize(int got) {
        if (got != high.length) {
            throw new IllegalArgumentException("expected " + high.length + " terms, got " + got);
        }
    }

    /** All sums, each rounded once to the nearest double. */
    double[] values() {
        double[] values = new double[high.length];
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        for (int k = 0; k < values.length; k++) {
            bytes.putLong(0, high[k]).putLong(Long.BYTES, low[k]);
            values[k] = Math.scalb(new BigInteger(bytes.array()).doubleValue(), -64);
        }
        return values;
    }

    void write(DataOutput out) throws IOException {
        for (int k = 0; k < high.length; k++) {
            out.writeLong(high[k]);
            out.writeLong(low[k]);
        }
    }

    /**
     * Reads so many.
     *
     * @throws IllegalArgumentException if one is 2^56 or more
     */
    static FixedPointSums read(DataInput in, int size) throws IOException {
        FixedPointSums sums = new FixedPointSums(size);
        for (int k = 0; k < size; k++) {
            sums.high[k] = in.readLong();
            sums.low[k] = in.readLong();
            if (sums.high[k] >= LARGEST_SUM || sums.high[k] <= -LARGEST_SUM) {
                throw new IllegalArgumentException("sum " + k + " is 2^56 or more");
            }
        }
        return sums;
    }
}
