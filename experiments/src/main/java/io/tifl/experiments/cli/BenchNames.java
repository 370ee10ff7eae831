package io.tifl.experiments.cli;

import java.util.Arrays;

/** Finds what an option names. */
final class BenchNames {
    private BenchNames() {}

    /** @throws IllegalArgumentException listing those that there are */
    static <T> T oneOf(String option, String name, T[] all) {
        return Arrays.stream(all)
                .filter(one -> one.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "--" + option + ": expected one of " + Arrays.toString(all) + ", got '" + name + "'"));
    }

    /** A share as {@code 5%} or {@code 0.05}. */
    static double share(String option, String text) {
        try {
            return text.endsWith("%")
                    ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100
                    : Double.parseDouble(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("--" + option + ": expected a share as 5% or 0.05, got '" + text + "'");
        }
    }
}
