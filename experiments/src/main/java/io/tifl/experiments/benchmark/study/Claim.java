package io.tifl.experiments.benchmark.study;

/**
 * Something that must hold, and what was seen.
 *
 * @param text the claim
 * @param holds whether it does
 * @param seen the figures it rests on
 */
record Claim(String text, boolean holds, String seen) {
    String verdict() {
        return holds ? "holds" : "DOES NOT HOLD";
    }
}
