package io.tifl.experiments.ssl.federated;

import io.tifl.protocol.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Reads settings and collects all that is wrong with them. Confined to one thread. */
final class SettingsReader {
    private final Settings settings;
    private final Set<String> known = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();

    SettingsReader(Settings settings) {
        this.settings = settings;
    }

    /** A whole number within bounds. */
    int whole(String name, int otherwise, int least, int most) {
        known.add(name);
        int value = attempt(() -> settings.integer(name, otherwise)).orElse(otherwise);
        if (value < least || value > most) {
            refuse("setting '" + name + "' must be from " + least + " to " + most + ", got " + value);
            return otherwise;
        }
        return value;
    }

    /** A number within bounds, which are included. */
    double real(String name, double otherwise, double least, double most) {
        known.add(name);
        double value = attempt(() -> settings.real(name, otherwise)).orElse(otherwise);
        if (!(value >= least && value <= most)) {
            refuse("setting '" + name + "' must lie within " + least + " and " + most + ", got " + value);
            return otherwise;
        }
        return value;
    }

    /** A number above 0. */
    double positive(String name, double otherwise) {
        known.add(name);
        double value = attempt(() -> settings.real(name, otherwise)).orElse(otherwise);
        if (!(value > 0)) {
            refuse("setting '" + name + "' must be above 0, got " + value);
            return otherwise;
        }
        return value;
    }

    boolean flag(String name, boolean otherwise) {
        known.add(name);
        return attempt(() -> settings.flag(name, otherwise)).orElse(otherwise);
    }

    /** One of some words, of which the first is the usual one. */
    String word(String name, List<String> words) {
        known.add(name);
        String value = settings.text(name, words.getFirst());
        if (!words.contains(value)) {
            refuse("setting '" + name + "' is '" + value + "', expected one of " + words);
            return words.getFirst();
        }
        return value;
    }

    void refuse(String problem) {
        problems.add(problem);
    }

    /**
     * What follows from the settings, if nothing was wrong.
     *
     * @throws IllegalArgumentException naming everything that is wrong, settings that nobody asked for too
     */
    <T> T read(Supplier<T> result) {
        try {
            settings.requireOnly(known);
        } catch (IllegalArgumentException e) {
            refuse(String.valueOf(e.getMessage()));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return result.get();
    }

    private <T> Optional<T> attempt(Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (IllegalArgumentException e) {
            refuse(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
