package io.tifl.experiments.noise;

import io.tifl.protocol.Settings;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an order of the task {@code noise} asks for: {@link NoiseTask} lists its settings.
 *
 * @param levels one device and level for each point of a curve, or one for each profile of a fleet
 * @param trials chips of each level
 * @param samples most test examples to judge on; 0 for all
 * @param fleet if the levels are the profiles of a fleet: who has which
 */
public record NoiseSettings(
        Scope scope, List<DeviceProfile> levels, int trials, int samples, Optional<DeviceAssignment> fleet) {
    private static final String PREFIX = "device-";
    private static final String LEVELS = "0.01,0.05,0.1,0.2,0.3,0.4";
    private static final String TRIALS = "10";

    /** What one reply can carry. */
    private static final int MOST_CHIPS = 1000;

    private static final int MOST_LEVELS = 64;

    private static final Set<String> OTHERS =
            Set.of("device", "scope", "levels", "trials", "samples", "profiles", "assign", "profile-seed");

    public NoiseSettings {
        levels = List.copyOf(levels);
        if (levels.size() > MOST_LEVELS || trials < 1 || (long) trials * levels.size() > MOST_CHIPS) {
            throw new IllegalArgumentException("a reply tells of at most " + MOST_LEVELS + " levels and 1 to "
                    + MOST_CHIPS + " chips, got " + levels.size() + " levels of " + trials);
        }
        if (samples < 0) {
            throw new IllegalArgumentException("setting 'samples' must be 0 or more, got " + samples);
        }
    }

    /**
     * Reads and checks all.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public static NoiseSettings of(Settings settings) {
        requireOnly(settings, OTHERS);
        Scope scope = Scope.parse(settings.text("scope", Role.WEIGHTS.toString()));
        int trials = settings.integer("trials", Integer.parseInt(TRIALS));
        int samples = settings.integer("samples", 0);
        if (settings.has("profiles")) {
            requireNoLevels(settings);
            DeviceAssignment fleet = DeviceAssignment.of(settings);
            return new NoiseSettings(scope, fleet.profiles(), trials, samples, Optional.of(fleet));
        }
        return new NoiseSettings(scope, curve(settings), trials, samples, Optional.empty());
    }

    private static void requireNoLevels(Settings settings) {
        for (String name : settings.values().keySet()) {
            if (name.equals("device") || name.equals("levels") || name.startsWith(PREFIX)) {
                throw new IllegalArgumentException(
                        "'profiles' name devices and levels together: '" + name + "' does not go with it");
            }
        }
    }

    private static List<DeviceProfile> curve(Settings settings) {
        if (settings.has("assign") || settings.has("profile-seed")) {
            throw new IllegalArgumentException("'assign' and 'profile-seed' go with 'profiles'");
        }
        Settings ofDevice = Settings.none();
        for (Map.Entry<String, String> entry : settings.values().entrySet()) {
            if (entry.getKey().startsWith(PREFIX)) {
                ofDevice = ofDevice.with(entry.getKey().substring(PREFIX.length()), entry.getValue());
            }
        }
        AnalogDevice device = AnalogDevice.named(settings.text("device", "gaussian"), ofDevice);
        List<Double> levels = levels(settings.text("levels", LEVELS));
        if (levels.contains(0.0) || levels.stream().distinct().count() < levels.size()) {
            throw new IllegalArgumentException(
                    "levels are named once each and are not 0, as the clean model is judged anyway; got " + levels);
        }
        return levels.stream()
                .map(level -> new DeviceProfile(device.name() + "@" + level, device, level))
                .toList();
    }

    private static void requireOnly(Settings settings, Set<String> others) {
        Set<String> known = new HashSet<>(others);
        settings.values().keySet().stream()
                .filter(name -> name.startsWith(PREFIX))
                .forEach(known::add);
        settings.requireOnly(known);
    }

    /** Levels, comma-separated. */
    static List<Double> levels(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(one -> number(one.strip(), text))
                .toList();
    }

    static double number(String text, String whole) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "a level of noise is a number, got '" + text + "' in '" + whole + "'", e);
        }
    }

    /** What a level means, for axes; empty if each level is a profile of its own. */
    public Optional<String> unit() {
        return fleet.isPresent()
                ? Optional.empty()
                : Optional.of(levels.getFirst().device().unit());
    }
}
