package io.tifl.experiments.cli;

import io.tifl.experiments.fleet.FleetSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a fleet meets, as replay and worker both are told. */
final class FleetOptions {
    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Kafka brokers, comma-separated, over which 'tifl worker' processes do the training")
    private @Nullable String bootstrap;

    @Option(
            names = "--fleet",
            paramLabel = "NAME",
            description =
                    "Name of the fleet, for several at the same brokers (default: " + FleetSettings.USUAL_NAME + ")")
    private @Nullable String name;

    @Option(
            names = "--kafka-settings",
            paramLabel = "FILE",
            description = "Properties file with further settings of Kafka's clients, such as security.protocol")
    private @Nullable Path file;

    /** @throws IllegalArgumentException if settings are given without brokers */
    Optional<FleetSettings> settings() throws IOException {
        if (bootstrap == null) {
            if (name != null || file != null) {
                throw new IllegalArgumentException("--fleet and --kafka-settings need --bootstrap");
            }
            return Optional.empty();
        }
        String chosen = name == null ? FleetSettings.USUAL_NAME : name;
        return Optional.of(FleetSettings.of(bootstrap, chosen, Optional.ofNullable(file)));
    }
}
