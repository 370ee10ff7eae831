package io.tifl.leaf.raw;

import io.tifl.protocol.Settings;
import java.util.List;

/** Settings within bounds. */
final class Bounds {
    private Bounds() {}

    static int integer(Settings settings, String name, int otherwise, int min, int max) {
        int value = settings.integer(name, otherwise);
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "setting '" + name + "' is " + value + ", expected " + min + " to " + max);
        }
        return value;
    }

    static double real(Settings settings, String name, double otherwise, double min, double max) {
        double value = settings.real(name, otherwise);
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "setting '" + name + "' is " + value + ", expected " + min + " to " + max);
        }
        return value;
    }

    /** One of some words, the first if nothing is set. */
    static String oneOf(Settings settings, String name, List<String> words) {
        String value = settings.text(name, words.getFirst()).strip();
        if (!words.contains(value)) {
            throw new IllegalArgumentException("setting '" + name + "' is '" + value + "', expected one of " + words);
        }
        return value;
    }
}
