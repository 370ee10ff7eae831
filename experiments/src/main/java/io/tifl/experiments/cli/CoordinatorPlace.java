package io.tifl.experiments.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which coordinator a command speaks to, and as whom. */
final class CoordinatorPlace {
    /** What the environment calls an operator's token. */
    static final String TOKEN = "TIFL_TOKEN";

    @Option(names = "--coordinator", paramLabel = "URL", required = true, description = "The coordinator's address")
    private @Nullable URI coordinator;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "An operator's token (default: what the environment says as " + TOKEN + ")")
    private @Nullable String token;

    /** @throws IllegalArgumentException if it has no usable address, or there is no token for it */
    CoordinatorApi api() {
        return new CoordinatorApi(checked(coordinator), token(token));
    }

    static URI checked(@Nullable URI coordinator) {
        boolean isWeb = coordinator != null
                && ("http".equals(coordinator.getScheme()) || "https".equals(coordinator.getScheme()))
                && coordinator.getHost() != null;
        if (coordinator == null || !isWeb) {
            throw new IllegalArgumentException(
                    "--coordinator takes an address as http://host:port, got '" + coordinator + "'");
        }
        return coordinator;
    }

    static String token(@Nullable String said) {
        String shown = said == null ? System.getenv(TOKEN) : said;
        if (shown == null || shown.isBlank()) {
            throw new IllegalArgumentException("a coordinator asks for --token, or " + TOKEN + " in the environment");
        }
        return shown.strip();
    }
}
