package io.tifl.leaf.prepare;

/** Which part of a whole set is taken: LEAF's {@code sample.py}. */
public sealed interface Sampling {
    /**
     * LEAF's {@code niid}: whole users in random order, and of the last one the examples that are missing.
     *
     * @param fraction of the examples, above 0 and up to 1
     */
    record Users(double fraction, long seed) implements Sampling {
        public Users {
            Preparation.checkFraction("sample-fraction", fraction);
        }
    }

    /**
     * LEAF's {@code iid}: random examples of all, dealt to new users {@code 0}, {@code 1} and so on, as many to each, give or take
     * one.
     *
     * @param userFraction new users for each one there is, above 0 and up to 1
     * @param fraction of the examples
     */
    record Examples(double userFraction, double fraction, long seed) implements Sampling {
        public Examples {
            Preparation.checkFraction("user-fraction", userFraction);
            Preparation.checkFraction("sample-fraction", fraction);
        }
    }
}
