package io.tifl.experiments.noise.zoo;

/**
 * How a network of the zoo is trained: with {@code adam}, whose rate rises over the first third and falls to nothing (one cycle). The rate
 * is that of the middle of each epoch, and Adam's moments start fresh with each.
 *
 * @param train examples to train on, the first of the data set, at least 1
 * @param test examples to judge on, the first of the data set, at least 1
 * @param epochs at least 1
 * @param batch examples per step, at least 1
 * @param rate at the top of the cycle, greater than 0
 * @param flips whether each image is seen mirrored in about half of the epochs
 */
public record Recipe(int train, int test, int epochs, int batch, double rate, boolean flips) {
    private static final double RISING = 0.3;

    public Recipe {
        if (train < 1 || test < 1 || epochs < 1 || batch < 1) {
            throw new IllegalArgumentException("examples, epochs and batch must be at least 1, got " + train + " and "
                    + test + " examples, " + epochs + " epochs of batches of " + batch);
        }
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException("the rate must be positive and finite, got " + rate);
        }
    }

    /** The rate of an epoch, counted from 0. */
    double rateOf(int epoch) {
        double gone = (epoch + 0.5) / epochs;
        return rate * (gone < RISING ? gone / RISING : (1 - gone) / (1 - RISING));
    }

    /** The same on so many examples. */
    public Recipe on(int train, int test) {
        return new Recipe(train, test, epochs, batch, rate, flips);
    }

    Recipe flipping() {
        return new Recipe(train, test, epochs, batch, rate, true);
    }
}
