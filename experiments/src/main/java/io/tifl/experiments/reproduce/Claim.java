package io.tifl.experiments.reproduce;

/**
 * Something that must hold, or is to be found out, and what was seen.
 *
 * @param verdict in words
 * @param seen the figures it rests on
 */
public record Claim(String text, String verdict, String seen) {
    private static final String HOLDS = "holds";
    private static final String FAILS = "DOES NOT HOLD";

    /** What must hold. */
    static Claim of(String text, boolean holds, String seen) {
        return new Claim(text, holds ? HOLDS : FAILS, seen);
    }

    /** False also of what need not hold. */
    public boolean holds() {
        return verdict.equals(HOLDS);
    }

    /** Whether it must hold and does not. */
    public boolean fails() {
        return verdict.equals(FAILS);
    }
}
