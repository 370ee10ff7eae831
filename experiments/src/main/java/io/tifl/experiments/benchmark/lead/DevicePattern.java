package io.tifl.experiments.benchmark.lead;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which followers a benchmark asks for: {@code any}, or a pattern of their names where {@code *} stands for anything. */
final class DevicePattern {
    private static final String ANY = "any";

    private DevicePattern() {}

    static boolean matches(String pattern, String follower) {
        return pattern.equals(ANY) || Pattern.matches(expression(pattern), follower);
    }

    private static String expression(String pattern) {
        return Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    }
}
