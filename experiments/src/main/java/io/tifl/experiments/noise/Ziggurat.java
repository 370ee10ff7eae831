package io.tifl.experiments.noise;

import java.util.Arrays;

/**
 * Normal numbers from words of 64 random bits (Marsaglia and Tsang, The Ziggurat Method for Generating Random Variables, Journal of
 * Statistical Software 2000), with 256 strips. Strip and place come from different bits, as Doornik asked for (An Improved Ziggurat Method,
 * 2005). Nearly all numbers cost a table's entry and a product; the others draw on, from a stream that begins at their word.
 */
final class Ziggurat {
    private static final int STRIPS = 256;

    /** Where the tail begins, and the area of each strip, under exp(-x²/2). */
    private static final double TAIL = 3.654152885361009;

    private static final double AREA = 0.004928673233974655;

    /** Right ends of the strips from the lowest, widest one up; that of the lowest as if it were a rectangle. */
    private static final double[] EDGES = edges();

    /** The density at the right ends. */
    private static final double[] DENSITIES =
            Arrays.stream(EDGES).map(Ziggurat::density).toArray();

    /** What 52 bits and a sign are times for a place in a strip, and below which of them it lies under the curve for sure. */
    private static final double[] WIDTHS =
            Arrays.stream(EDGES).map(edge -> edge * 0x1p-52).toArray();

    private static final long[] SURE = sure();

    private Ziggurat() {}

    private static double[] edges() {
        double[] edges = new double[STRIPS + 1];
        edges[0] = AREA / density(TAIL);
        edges[1] = TAIL;
        for (int i = 2; i < STRIPS; i++) {
            edges[i] = StrictMath.sqrt(-2 * StrictMath.log(AREA / edges[i - 1] + density(edges[i - 1])));
        }
        return edges;
    }

    private static long[] sure() {
        long[] sure = new long[STRIPS];
        for (int i = 0; i < STRIPS; i++) {
            sure[i] = (long) (EDGES[i + 1] / EDGES[i] * 0x1p52);
        }
        return sure;
    }

    private static double density(double x) {
        return StrictMath.exp(-0.5 * x * x);
    }

    /** The normal number of a word. */
    static double at(long word) {
        int strip = strip(word);
        long place = word >> 11;
        return isSure(place, strip) ? (place + 0.5) * WIDTHS[strip] : drawOn(word);
    }

    private static int strip(long word) {
        return (int) word & (STRIPS - 1);
    }

    // Of negative numbers the complement: as far from 0 as its positive twin, which is half a step to the other side.
    private static boolean isSure(long place, int strip) {
        return (place ^ (place >> 63)) < SURE[strip];
    }

    private static double drawOn(long first) {
        long word = first;
        for (long next = 1; ; next += 2) {
            int strip = strip(word);
            long place = word >> 11;
            double x = (place + 0.5) * WIDTHS[strip];
            if (isSure(place, strip)) {
                return x;
            }
            if (strip == 0) {
                return Math.copySign(tail(first, next), x);
            }
            double low = DENSITIES[strip];
            if (low + NoiseStream.uniform(first, next) * (DENSITIES[strip + 1] - low) < density(x)) {
                return x;
            }
            word = NoiseStream.word(first, next + 1);
        }
    }

    // Marsaglia, Generating a Variable from the Tail of the Normal Distribution, Technometrics 1964.
    private static double tail(long first, long from) {
        for (long next = from; ; next += 2) {
            double beyond = -StrictMath.log(NoiseStream.uniform(first, next)) / TAIL;
            if (-2 * StrictMath.log(NoiseStream.uniform(first, next + 1)) >= beyond * beyond) {
                return TAIL + beyond;
            }
        }
    }
}
