package io.tifl.leaf.raw;

import io.tifl.protocol.Settings;

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
}
