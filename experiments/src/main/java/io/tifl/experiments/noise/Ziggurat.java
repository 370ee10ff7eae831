package io.tifl.experiments.noise;

/**
 * Normal numbers from words of 64 random bits (Marsaglia and Tsang, The Ziggurat Method for Generating Random Variables, Journal of
 * Statistical Software 2000), with 256 strips. Strip and place come from different bits, as Doornik asked for (An Improved Ziggurat Method,
 * 2005). Nearly all numbers cost a table's entry and a product; the others draw on, from a stream that begins at their word.
 */
final class Ziggurat {
    private static final int STRIPS = 256;

    /** Where the tail begins, and the area of each strip, under exp(-x²/2). */
    private static final double TAIL = 3.654152885361008796;

    private static final double AREA = 0.004928673233974655;

    /** Right ends of the strips from the lowest, widest one up; that of the lowest as if it were a rectangle. */
    private static final double[] EDGES = edges();

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

    private static double density(double x) {
        return StrictMath.exp(-0.5 * x * x);
    }

    /** The normal number of a word. */
    static double at(long word) {
        int strip = strip(word);
        double x = place(word, strip);
        return Math.abs(x) < EDGES[strip + 1] ? x : drawOn(word);
    }

    private static int strip(long word) {
        return (int) word & (STRIPS - 1);
    }

    /** From the left end of a strip to its right end. */
    private static double place(long word, int strip) {
        return ((word >> 11) + 0.5) * 0x1p-52 * EDGES[strip];
    }

    private static double drawOn(long first) {
        long word = first;
        for (long next = 1; ; next += 2) {
            int strip = strip(word);
            double x = place(word, strip);
            if (Math.abs(x) < EDGES[strip + 1]) {
                return x;
            }
            if (strip == 0) {
                return Math.copySign(tail(first, next), x);
            }
            double low = density(EDGES[strip]);
            if (low + NoiseStream.uniform(first, next) * (density(EDGES[strip + 1]) - low) < density(x)) {
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
