package io.tifl.experiments.noise;

import io.tifl.protocol.Settings;
import java.util.Arrays;
import java.util.List;

/**
 * A device and how much of its noise there is: {@code gaussian@0.1}, {@code gaussian:scale=layer-max@0.1}, {@code pcm-8bit@86400}.
 *
 * @param text as it was written, by which it is known
 * @param level of the device's noise; where the noise has a share as its level, 0 is a digital device
 */
public record DeviceProfile(String text, AnalogDevice device, double level) {
    public DeviceProfile {
        device.check(level);
    }

    /**
     * Reads a profile.
     *
     * @throws IllegalArgumentException if it is none, or names a device, setting or level that does not exist
     */
    public static DeviceProfile parse(String text) {
        String whole = text.strip();
        int at = whole.lastIndexOf('@');
        if (at < 1) {
            throw new IllegalArgumentException(
                    "a device profile is a device and its level as in gaussian@0.1, got '" + text + "'");
        }
        String[] words = whole.substring(0, at).split(":", -1);
        Settings settings = Settings.none();
        for (String setting : List.of(words).subList(1, words.length)) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "a device's setting is written name=value, got '" + setting + "' in '" + text + "'");
            }
            settings = settings.with(setting.substring(0, equals), setting.substring(equals + 1));
        }
        double level = NoiseSettings.number(whole.substring(at + 1), whole);
        return new DeviceProfile(whole, AnalogDevice.named(words[0], settings), level);
    }

    /** Profiles, comma-separated; at least one, none twice. */
    static List<DeviceProfile> list(String text) {
        List<DeviceProfile> all =
                Arrays.stream(text.split(",", -1)).map(DeviceProfile::parse).toList();
        if (all.stream().map(DeviceProfile::text).distinct().count() < all.size()) {
            throw new IllegalArgumentException("each device profile is named once, got '" + text + "'");
        }
        return all;
    }
}
