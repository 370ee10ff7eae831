package io.tifl.kernels;

/**
 * Divides a sum of two limbs by a weight and rounds once, to the nearest float.
 *
 * <p>A quotient in doubles is good to 2^-50 and settles nearly every case. Only where it falls that close to the middle
 * between two floats, as the mean of two neighbours does, 128-bit integers decide.
 */
final class FixedPointMean {
    private static final double DOUBT = 0x1p-50;

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
        long carry = Long.compareUnsigned(low, shifted) < 0 ? 1 : 0;
        long high = (coarse >> (Long.SIZE - apart)) + (fine >> (Long.SIZE - 1)) + carry;
        if (high >= 0) {
            return nearestOfMagnitude(high, low);
        }
        return -nearestOfMagnitude(~high + (low == 0 ? 1 : 0), -low);
    }

    private float nearestOfMagnitude(long high, long low) {
        if ((high | low) == 0) {
            return 0;
        }
        // Both parts are positive, so nothing cancels: three roundings, a relative error below 2^-51.
        double quotient = (high * 0x1p64 + unsigned(low)) / totalWeight * unit;
        float nearest = (float) quotient;
        if (quotient == nearest) {
            return nearest;
        }
        float other = quotient > nearest ? Math.nextUp(nearest) : Math.nextDown(nearest);
        double middle = nearest / 2.0 + other / 2.0;
        if (Math.abs(quotient - middle) > quotient * DOUBT) {
            return nearest;
        }
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
        // The two are nearly equal, the product below 2^88 and the sum below 2^127, so neither shift loses bits.
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

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }
}
