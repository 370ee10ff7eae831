package io.tifl.experiments.advi.sum;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;

/**
 * Many sums of doubles, each exact until it is rounded once when read: the same bits for any order of {@link #add} and
 * any tree of {@link #merge}, so data that lie at several places sum up as if they lay at one. Confined to one thread.
 *
 * <p>Each sum is one large whole number of steps of {@code 2^-1074}, in digits of 32 bits that are kept in 64 and whose
 * carries wait (Kulisch, Computer Arithmetic and Validity, 2008). It takes 544 bytes in memory and, written, 4 bytes for
 * each digit between its first and its last.
 */
public final class ExactSums {
    private static final int DIGITS = 68;
    private static final int LOWEST = -1074;
    private static final long MASK = 0xffffffffL;
    /** Digits grow by less than 2^32 a term, and so stay below 2^62. */
    private static final int TERMS_BETWEEN_CARRIES = 1 << 29;

    private final int size;
    private final long[] digits;
    private final int[] terms;

    /** So many empty sums. */
    public ExactSums(int size) {
        this.size = size;
        this.digits = new long[Math.multiplyExact(size, DIGITS)];
        this.terms = new int[size];
    }

    public int size() {
        return size;
    }

    /**
     * Adds to one sum.
     *
     * @param value finite
     */
    public void add(int sum, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("only finite numbers have a sum, got " + value);
        }
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> 52) & 0x7ff;
        long fraction = bits & 0xfffffffffffffL;
        long significand = exponent == 0 ? fraction : fraction | 1L << 52;
        int shift = Math.max(exponent, 1) - 1;
        int at = sum * DIGITS + (shift >> 5);
        int within = shift & 31;
        long low = (significand & MASK) << within;
        long high = (significand >>> 32) << within;
        long sign = bits < 0 ? -1 : 1;
        makeRoom(sum);
        digits[at] += sign * (low & MASK);
        digits[at + 1] += sign * ((low >>> 32) + (high & MASK));
        digits[at + 2] += sign * (high >>> 32);
    }

    private void makeRoom(int sum) {
        terms[sum] += 2;
        if (terms[sum] >= TERMS_BETWEEN_CARRIES) {
            carry(sum);
        }
    }

    /** Leaves digits of 0 to 2^32 - 1 below a last one that carries the sign. */
    private void carry(int sum) {
        int from = sum * DIGITS;
        for (int i = from; i < from + DIGITS - 1; i++) {
            digits[i + 1] += digits[i] >> 32;
            digits[i] &= MASK;
        }
        terms[sum] = 2;
    }

    /** Adds all that other sums hold, which keep their values. */
    public void merge(ExactSums other) {
        if (other.size != size) {
            throw new IllegalArgumentException("only as many sums merge, got " + size + " and " + other.size);
        }
        for (int sum = 0; sum < size; sum++) {
            carry(sum);
            other.carry(sum);
            for (int i = sum * DIGITS; i < (sum + 1) * DIGITS; i++) {
                digits[i] += other.digits[i];
            }
            terms[sum] = 4;
        }
    }

    /** One sum, rounded to the nearest double, half to even; infinite if it is beyond all doubles. */
    public double value(int sum) {
        return rounded(whole(sum));
    }

    /** All sums, each rounded. */
    public double[] values() {
        double[] values = new double[size];
        for (int sum = 0; sum < size; sum++) {
            values[sum] = value(sum);
        }
        return values;
    }

    private static double rounded(BigInteger steps) {
        int beyond = Math.max(0, steps.bitLength() - 1000);
        if (beyond == 0) {
            return Math.scalb(steps.doubleValue(), LOWEST);
        }
        BigInteger magnitude = steps.abs();
        boolean rest = magnitude.getLowestSetBit() < beyond;
        BigInteger kept = magnitude.shiftRight(beyond);
        double value = Math.scalb((rest ? kept.setBit(0) : kept).doubleValue(), beyond + LOWEST);
        return steps.signum() < 0 ? -value : value;
    }

    private BigInteger whole(int sum) {
        carry(sum);
        int from = sum * DIGITS;
        int first = 0;
        while (first < DIGITS - 1 && digits[from + first] == 0) {
            first++;
        }
        byte[] bytes = new byte[4 * (DIGITS - first)];
        for (int i = first; i < DIGITS; i++) {
            int digit = (int) digits[from + i];
            int at = 4 * (DIGITS - 1 - i);
            for (int b = 0; b < 4; b++) {
                bytes[at + b] = (byte) (digit >> (24 - 8 * b));
            }
        }
        return new BigInteger(bytes).shiftLeft(32 * first);
    }

    /** Writes all sums, not rounded. */
    public void write(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int sum = 0; sum < size; sum++) {
            BigInteger whole = whole(sum);
            int shift = whole.signum() == 0 ? 0 : whole.getLowestSetBit() / 8 * 8;
            byte[] bytes = whole.shiftRight(shift).toByteArray();
            out.writeShort(shift / 8);
            out.writeShort(bytes.length);
            out.write(bytes);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param expected how many sums there must be
     * @throws IOException if the bytes are not those of so many sums
     */
    public static ExactSums read(DataInput in, int expected) throws IOException {
        int size = in.readInt();
        if (size != expected) {
            throw new IOException("expected " + expected + " sums, found " + size);
        }
        ExactSums sums = new ExactSums(size);
        for (int sum = 0; sum < size; sum++) {
            int shift = in.readUnsignedShort();
            int length = in.readUnsignedShort();
            if (length < 1 || shift + length > 4 * DIGITS) {
                throw new IOException("sum " + sum + " has " + length + " bytes from byte " + shift
                        + " on, expected at least 1" + " and none beyond " + 4 * DIGITS);
            }
            byte[] bytes = new byte[length];
            in.readFully(bytes);
            sums.set(sum, new BigInteger(bytes).shiftLeft(8 * shift));
        }
        return sums;
    }

    private void set(int sum, BigInteger whole) {
        BigInteger left = whole;
        for (int i = sum * DIGITS; i < (sum + 1) * DIGITS - 1; i++) {
            digits[i] = left.intValue() & MASK;
            left = left.shiftRight(32);
        }
        digits[(sum + 1) * DIGITS - 1] = left.intValue();
        terms[sum] = 2;
    }
}
