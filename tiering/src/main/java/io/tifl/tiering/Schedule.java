package io.tifl.tiering;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * How tiers are drawn: probabilities and credits. Immutable; the arrays are its own and are not written.
 *
 * @param probabilities sum to 1, one for each tier
 * @param credits rounds left for each tier, or {@link #UNLIMITED}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and read once per round
record Schedule(double[] probabilities, long[] credits) {
    static final long UNLIMITED = Long.MAX_VALUE;
    private static final double TOLERANCE = 1e-9;

    Schedule {
        if (probabilities.length != credits.length) {
            throw new IllegalArgumentException(
                    probabilities.length + " probabilities, but credits for " + credits.length + " tiers");
        }
        requireProbabilities(probabilities);
        if (Arrays.stream(credits).anyMatch(credit -> credit < 0)) {
            throw new IllegalArgumentException("credits must not be negative, got " + Arrays.toString(credits));
        }
    }

    static void requireProbabilities(double... probabilities) {
        boolean negative = !DoubleStream.of(probabilities).allMatch(p -> p >= 0);
        double sum = DoubleStream.of(probabilities).sum();
        if (negative || Math.abs(sum - 1) > TOLERANCE) {
            throw new IllegalArgumentException("tier probabilities must be at least 0 and sum to 1, got "
                    + Arrays.toString(probabilities) + " with sum " + sum);
        }
    }

    static Schedule uniform(int tiers) {
        double[] probabilities = new double[tiers];
        Arrays.fill(probabilities, 1.0 / tiers);
        return unlimited(probabilities);
    }

    static Schedule unlimited(double... probabilities) {
        long[] credits = new long[probabilities.length];
        Arrays.fill(credits, UNLIMITED);
        return new Schedule(probabilities, credits);
    }

    /** One credit less for a tier that has any. */
    Schedule spent(int tier) {
        if (credits[tier] == 0 || credits[tier] == UNLIMITED) {
            return this;
        }
        long[] left = credits.clone();
        left[tier]--;
        return new Schedule(probabilities, left);
    }

    Schedule withProbabilities(double... revised) {
        return new Schedule(revised, credits);
    }

    boolean hasCredit(int tier) {
        return credits[tier] > 0;
    }
}
