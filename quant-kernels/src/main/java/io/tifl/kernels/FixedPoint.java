package io.tifl.kernels;

/**
 * The two fixed-point grids an {@link ExactSum} counts on: every term {@code weight * value} becomes a whole number of
 * coarse steps of {@code 2^-coarseScale} and a whole number of fine steps of {@code 2^-fineScale}.
 *
 * <p>Sums of whole numbers do not depend on their order, so neither does anything computed from them. 64 bits alone
 * would have to hold the largest possible sum and the smallest interesting term at once; a second grid takes what the
 * first one rounds off, as in the binned sums of Demmel and Nguyen, "Parallel Reproducible Summation" (2015), with the
 * bins fixed by limits known beforehand in place of the data.
 *
 * @param coarseScale binary logarithm of the coarse steps per unit
 * @param fineScale binary logarithm of the fine steps per unit
 */
public record FixedPoint(int coarseScale, int fineScale) {
    /** Up to here adding 1.5 * 2^52 to a double rounds it to a whole number, which the sum's bits then show. */
    private static final int ROUNDABLE_BITS = 51;

    private static final int SUM_BITS = 62;

    public FixedPoint {
        int apart = fineScale - coarseScale;
        if (apart < 1 || apart > ROUNDABLE_BITS + 1) {
            throw new IllegalArgumentException(
                    "the fine scale must be 1 to 52 above the coarse one, got " + coarseScale + " and " + fineScale);
        }
        if (coarseScale < -300 || fineScale > 300) {
            throw new IllegalArgumentException(
                    "scales must lie within -300 and 300, got " + coarseScale + " and " + fineScale);
        }
    }

    /**
     * The finest grids on which no sum within these limits overflows.
     *
     * <p>With {@code t = ceil(log2(maxMagnitude)) + ceil(log2(maxWeight))}, the bits of a term's whole part, and
     * {@code b = min(51, 62 - ceil(log2(maxTerms)))}, the bits of a term on one grid, the scales are {@code b - t} and
     * {@code 2b + 1 - t}. A term is thus off by at most {@code 2^-(fineScale + 1)}, and not at all if its last set bit
     * is worth a fine step or more.
     *
     * @param maxMagnitude largest absolute value, positive and finite
     * @param maxWeight largest weight, at least 1
     * @param maxTerms most terms in one sum, at least 1
     */
    public static FixedPoint fitting(double maxMagnitude, long maxWeight, int maxTerms) {
        if (!(maxMagnitude > 0) || Double.isInfinite(maxMagnitude) || maxWeight < 1 || maxTerms < 1) {
            throw new IllegalArgumentException("limits must be positive and finite, got magnitude " + maxMagnitude
                    + ", weight " + maxWeight + ", terms " + maxTerms);
        }
        double magnitude = Math.clamp(maxMagnitude, Float.MIN_VALUE, Float.MAX_VALUE);
        int termBits = ceilLog2(magnitude) + ceilLog2(maxWeight);
        int gridBits = Math.min(ROUNDABLE_BITS, SUM_BITS - ceilLog2(maxTerms));
        int coarse = gridBits - termBits;
        return new FixedPoint(coarse, coarse + gridBits + 1);
    }

    /** Fine steps to a coarse one, as a binary logarithm: 1 to 52. */
    int apart() {
        return fineScale - coarseScale;
    }

    private static int ceilLog2(double positive) {
        int floor = Math.getExponent(positive);
        return positive == Math.scalb(1.0, floor) ? floor : floor + 1;
    }

    private static int ceilLog2(long positive) {
        return Long.SIZE - Long.numberOfLeadingZeros(positive - 1);
    }
}
