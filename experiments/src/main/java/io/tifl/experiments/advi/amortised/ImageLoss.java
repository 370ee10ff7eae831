package io.tifl.experiments.advi.amortised;

import io.tifl.experiments.network.Matrix;
import io.tifl.protocol.Seed;
import java.util.random.RandomGenerator;

/** What of an image is lost before anyone sees it: its pixels are black from the start, the same ones in every epoch. */
public enum ImageLoss {
    NOTHING,
    /** Each pixel by itself. */
    PIXELS,
    /** Bands of four neighbouring rows, each by itself. */
    ROWS;

    private static final int BAND = 4;
    private static final double BLACK = -1;

    /**
     * Loses.
     *
     * @param columns a row for each image, from -1, black, to 1; entries belong to rows of the image
     * @param rate of pixels or bands that are lost, in [0, 1]
     * @return a copy
     */
    public Matrix of(Matrix columns, double rate, Seed seed) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("a rate of loss lies in 0 to 1, got " + rate);
        }
        Matrix rest = columns.copy();
        int band = this == ROWS ? BAND : 1;
        for (int n = 0; n < rest.rows() && this != NOTHING; n++) {
            RandomGenerator random = seed.child(n).generator();
            for (int from = 0; from < rest.columns(); from += band) {
                boolean lost = random.nextDouble() < rate;
                for (int i = from; i < Math.min(from + band, rest.columns()) && lost; i++) {
                    rest.set(n, i, BLACK);
                }
            }
        }
        return rest;
    }
}
