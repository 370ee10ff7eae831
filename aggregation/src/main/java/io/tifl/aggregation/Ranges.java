package io.tifl.aggregation;

/** Checks of settings that return what they checked. */
public final class Ranges {
    private Ranges() {}

    /** @throws IllegalArgumentException unless it is above 0 and finite */
    public static double positive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be positive and finite, got " + value);
        }
        return value;
    }

    /** @throws IllegalArgumentException unless it is 0 or more, and below 1 */
    public static double fraction(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must lie in [0, 1), got " + value);
        }
        return value;
    }

    /** @throws IllegalArgumentException unless it is at least {@code least} */
    public static int atLeast(String name, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", got " + value);
        }
        return value;
    }
}
