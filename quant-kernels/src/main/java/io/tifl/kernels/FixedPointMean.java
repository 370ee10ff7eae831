package io.tifl.kernels;

/**
 * Divides a sum of two limbs by a weight and rounds once, to the nearest float.
 *
 * <p>A quotient in doubles is good to 2^-50 and settles nearly every case. Only where it falls that close to the middle
 * between two floats, as the mean of two neighbours does, 128-bit integers decide. The usual path takes no branch on the
 * data: signs and low bits of a sum are as good as random, and a branch on them costs more than the division.
 */
final class FixedPointMean {
    private static final int DROPPED_BITS = 52 - 23;
    private static final long DROPPED = (1L << DROPPED_BITS) - 1;
    private static final long MIDDLE = 1L << (DROPPED_BITS - 1);

    /** 2^-50 of a double, in its last places. */
    private static final int DOUBT = 8;

    private final int apart;
    private final int fineScale;
    private final double unit;
    private final long totalWeight;

    FixedPointMean(FixedPoint grid, long totalWeight) {
        this.apart = grid.apart();
        this.fineScale = grid.fineScale();
        this.unit = Math.scalb(1.0, -fineScale);
        this.totalWeight = totalWeight;
    }

    float nearest(long coarse, long fine) {
        long shifted = coarse << apart;
        long low = shifted + fine;
        long carry = ((shifted & fine) | ((shifted | fine) & ~low)) >>> (Long.SIZE - 1);
        long high = (coarse >> (Long.SIZE - apart)) + (fine >> (Long.SIZE - 1)) + carry;
        long sign = high >> (Long.SIZE - 1);
        long borrow = low == 0 ? sign : 0;
        float magnitude = nearestOfMagnitude((high ^ sign) - borrow, (low ^ sign) - sign);
        return Float.intBitsToFloat(Float.floatToRawIntBits(magnitude) | ((int) sign & Integer.MIN_VALUE));
    }

    private float nearestOfMagnitude(long high, long low) {
        // All parts are positive, so nothing cancels: four roundings at most, a relative error below 2^-50.
        double sum = high * 0x1p64 + ((low >>> Integer.SIZE) * 0x1p32 + (low & 0xffffffffL));
        double quotient = sum / totalWeight * unit;
        long fromMiddle = (Double.doubleToRawLongBits(quotient) & DROPPED) - MIDDLE;
        if (quotient >= Float.MIN_NORMAL && Math.abs(fromMiddle) > DOUBT) {
            return (float) quotient;
        }
        return nearestInDoubt(quotient, high, low);
    }

    private float nearestInDoubt(double quotient, long high, long low) {
        float nearest = (float) quotient;
        if (quotient == nearest || quotient < Float.MIN_VALUE / 4.0) {
            return nearest;
        }
        float other = quotient > nearest ? Math.nextUp(nearest) : Math.nextDown(nearest);
        double middle = nearest / 2.0 + other / 2.0;
        return sideOf(middle, Math.min(nearest, other), Math.max(nearest, other), high, low);
    }

    private float sideOf(double middle, float below, float above, long high, long low) {
        int side = compareWithMiddle(middle, high, low);
        if (side == 0) {
            return (Float.floatToRawIntBits(below) & 1) == 0 ? below : above;
        }
        return side < 0 ? below : above;
    }

    /** Compares {@code sum} with {@code middle * totalWeight}, both in fine steps, without rounding. */
    private int compareWithMiddle(double middle, long high, long low) {
        // The middle of two floats has 25 bits: the top ones of the double's 53.
        long significand = ((Double.doubleToRawLongBits(middle) & ((1L << 52) - 1)) | (1L << 52)) >>> 28;
        long productHigh = Math.multiplyHigh(significand, totalWeight);
        long productLow = significand * totalWeight;
        int shift = Math.getExponent(middle) - 24 + fineScale;
        // The two are within a factor of 2, the product below 2^88, the sum below 2^116: neither shift loses bits.
        if (shift >= 0) {
            return compare(high, low, shiftedHigh(productHigh, productLow, shift), shiftedLow(productLow, shift));
        }
        return compare(shiftedHigh(high, low, -shift), shiftedLow(low, -shift), productHigh, productLow);
    }

    private static int compare(long aHigh, long aLow, long bHigh, long bLow) {
        return aHigh == bHigh ? Long.compareUnsigned(aLow, bLow) : Long.compareUnsigned(aHigh, bHigh);
    }

    private static long shiftedHigh(long high, long low, int shift) {
        if (shift >= Long.SIZE) {
            return low << (shift - Long.SIZE);
        }
        return shift == 0 ? high : high << shift | low >>> (Long.SIZE - shift);
    }

    private static long shiftedLow(long low, int shift) {
        return shift >= Long.SIZE ? 0 : low << shift;
    }
}
