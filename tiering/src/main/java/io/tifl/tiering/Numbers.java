package io.tifl.tiering;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Lists of numbers in settings: {@code 0.5, 0.3, 0.2}. */
final class Numbers {
    private static final long LONGEST_SECONDS = 100L * 365 * 24 * 3600;

    private Numbers() {}

    static double[] reals(String name, String text) {
        return parsed(name, text, "numbers", Double::valueOf).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    static List<Long> wholes(String name, String text) {
        return parsed(name, text, "whole numbers", Long::valueOf);
    }

    static long whole(String name, String text) {
        List<Long> numbers = wholes(name, text);
        if (numbers.size() != 1) {
            throw new IllegalArgumentException("setting '" + name + "' is '" + text + "', expected one whole number");
        }
        return numbers.getFirst();
    }

    static Duration seconds(String name, String text) {
        double[] numbers = reals(name, text);
        if (numbers.length != 1 || !(numbers[0] >= 0 && numbers[0] <= LONGEST_SECONDS)) {
            throw new IllegalArgumentException(
                    "setting '" + name + "' is '" + text + "', expected seconds from 0 to " + LONGEST_SECONDS);
        }
        return Duration.ofNanos(Math.round(numbers[0] * 1e9));
    }

    private static <T> List<T> parsed(String name, String text, String expected, Function<String, T> parse) {
        try {
            return Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .map(parse)
                    .toList();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "setting '" + name + "' is '" + text + "', expected " + expected + " with commas between", e);
        }
    }
}
