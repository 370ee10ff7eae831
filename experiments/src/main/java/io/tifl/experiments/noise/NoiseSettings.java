package io.tifl.experiments.noise;

import io.tifl.protocol.Settings;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The noise that an order names: {@code device} ({@code gaussian}: a preset or a noise model), its settings with {@code device-} before
 * their names, and {@code scope} ({@code weights}).
 */
record NoiseSettings(AnalogDevice device, Scope scope) {
    private static final String PREFIX = "device-";

    static NoiseSettings of(Settings settings) {
        Settings ofDevice = Settings.none();
        for (Map.Entry<String, String> entry : settings.values().entrySet()) {
            if (entry.getKey().startsWith(PREFIX)) {
                ofDevice = ofDevice.with(entry.getKey().substring(PREFIX.length()), entry.getValue());
            }
        }
        return new NoiseSettings(
                AnalogDevice.named(settings.text("device", "gaussian"), ofDevice),
                Scope.parse(settings.text("scope", Role.WEIGHTS.toString())));
    }

    /** The settings that are neither the noise's nor among these. */
    static void requireOnly(Settings settings, Set<String> others) {
        Set<String> known = new HashSet<>(others);
        known.addAll(Set.of("device", "scope"));
        settings.values().keySet().stream()
                .filter(name -> name.startsWith(PREFIX))
                .forEach(known::add);
        settings.requireOnly(known);
    }

    /** Levels, comma-separated. */
    static List<Double> levels(String text) {
        try {
            return Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .map(Double::valueOf)
                    .toList();
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("expected levels of noise as 0.01,0.05, got '" + text + "'");
        }
    }
}
