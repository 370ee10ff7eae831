package io.tifl.experiments.noise;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Optional;

/**
 * Which client has which of some device profiles: drawn by its name, or what the client says of itself.
 *
 * <p>Settings: {@code profiles}, comma-separated, such as {@code gaussian@0.05, pcm-8bit@86400}; {@code assign} ({@code seed}), or
 * {@code own} for what clients were started with; {@code profile-seed} (1).
 *
 * @param profiles at least one
 */
public record DeviceAssignment(List<DeviceProfile> profiles, boolean ownOnly, long seed) {
    static final List<String> SETTINGS = List.of("profiles", "assign", "profile-seed");

    public DeviceAssignment {
        profiles = List.copyOf(profiles);
    }

    static DeviceAssignment of(Settings settings) {
        String assign = settings.text("assign", "seed");
        if (!assign.equals("seed") && !assign.equals("own")) {
            throw new IllegalArgumentException("setting 'assign' is '" + assign + "', expected seed or own");
        }
        return new DeviceAssignment(
                DeviceProfile.list(settings.text("profiles")),
                assign.equals("own"),
                settings.integer("profile-seed", 1));
    }

    /** The profile that a client has by its name, whatever the others are called. */
    public DeviceProfile drawn(ClientId client) {
        return profiles.get(new Seed(seed)
                .child("device-profile")
                .child(client.value())
                .generator()
                .nextInt(profiles.size()));
    }

    /**
     * The profile that a client works with.
     *
     * @param own what it was started with
     * @throws IllegalStateException if the job wants its own and it has none
     */
    DeviceProfile of(ClientId client, Optional<DeviceProfile> own) {
        if (!ownOnly) {
            return drawn(client);
        }
        return own.orElseThrow(
                () -> new IllegalStateException("the job trains every client for its own device, and this"
                        + " one was started without a device profile"));
    }

    /** Its place among the profiles; empty if a client's own profile is another one, or it has none. */
    Optional<Integer> indexOf(ClientId client, Optional<DeviceProfile> own) {
        Optional<DeviceProfile> profile = ownOnly ? own : Optional.of(drawn(client));
        return profile.map(one ->
                        profiles.stream().map(DeviceProfile::text).toList().indexOf(one.text()))
                .filter(index -> index >= 0);
    }
}
