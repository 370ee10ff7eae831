package io.tifl.leaf.partition;

import io.tifl.leaf.PartitionerFactory;
import io.tifl.protocol.Settings;
import java.util.Arrays;
import java.util.List;

/** Settings of partitioners that have to be there, or are lists. */
final class Wanted {
    private Wanted() {}

    static int clients(Settings settings) {
        return integer(settings, PartitionerFactory.CLIENTS);
    }

    static int integer(Settings settings, String name) {
        requireThere(settings, name);
        return settings.integer(name, 0);
    }

    static double real(Settings settings, String name) {
        requireThere(settings, name);
        return settings.real(name, 0);
    }

    /** Numbers parted by slashes. */
    static List<Double> reals(Settings settings, String name, List<Double> otherwise) {
        if (!settings.has(name)) {
            return otherwise;
        }
        String said = settings.text(name);
        try {
            return Arrays.stream(said.split("/", -1))
                    .map(String::strip)
                    .map(Double::valueOf)
                    .toList();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "setting '" + name + "' is '" + said + "', expected numbers parted by slashes", e);
        }
    }

    private static void requireThere(Settings settings, String name) {
        if (!settings.has(name)) {
            throw new IllegalArgumentException("setting '" + name + "' is missing; given: "
                    + settings.values().keySet());
        }
    }
}
