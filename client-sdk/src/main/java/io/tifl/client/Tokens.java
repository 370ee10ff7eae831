package io.tifl.client;

/** Token ids that examples carry as floats: whole numbers from 0 to a vocabulary's size less 1, exact up to 2^24. */
public final class Tokens {
    private Tokens() {}

    /**
     * Checks one example's features.
     *
     * @param row named in the exception
     * @throws IllegalArgumentException if one of {@code count} values from {@code offset} on is no token
     */
    public static void check(float[] values, int offset, int count, int vocabulary, int row) {
        for (int i = 0; i < count; i++) {
            float value = values[offset + i];
            // Written so that NaN fails.
            if (!(value >= 0 && value < vocabulary && value == (int) value)) {
                throw new IllegalArgumentException("example " + row + " has " + value + " at position " + i
                        + ", expected a token: a whole number from 0 to " + (vocabulary - 1));
            }
        }
    }
}
