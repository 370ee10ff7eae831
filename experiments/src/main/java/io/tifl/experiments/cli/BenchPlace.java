package io.tifl.experiments.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where benchmarks are: with a coordinator, or in a folder of this machine. */
final class BenchPlace {
    @Option(names = "--coordinator", paramLabel = "URL", description = "The coordinator's address")
    private @Nullable URI coordinator;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "An operator's token (default: what the environment says as " + CoordinatorPlace.TOKEN + ")")
    private @Nullable String token;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Without a coordinator: folder of benchmarks and results (default: tifl-benchmarks)")
    private Path data = Path.of("tifl-benchmarks");

    Path data() {
        return data;
    }

    /**
     * The coordinator, if one is meant.
     *
     * @throws IllegalArgumentException if it has no usable address, or there is no token for it
     */
    Optional<BenchmarkApi> coordinator() {
        if (coordinator == null) {
            return Optional.empty();
        }
        return Optional.of(new BenchmarkApi(CoordinatorPlace.checked(coordinator), CoordinatorPlace.token(token)));
    }

    /** @throws IllegalArgumentException if none is meant */
    BenchmarkApi requireCoordinator() {
        return coordinator()
                .orElseThrow(() -> new IllegalArgumentException("say with --coordinator where the benchmark is"));
    }
}
