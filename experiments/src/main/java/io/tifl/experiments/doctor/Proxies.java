package io.tifl.experiments.doctor;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Proxies for the web: the environment's, which Java passes over, and Java's own. */
final class Proxies {
    private Proxies() {}

    static Finding look(Surroundings here) {
        String own = here.property("https.proxyHost");
        if (!own.isEmpty()) {
            return Finding.ok("proxy", "HTTPS goes through " + own + ", by https.proxyHost");
        }
        Optional<String> said = List.of("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "ALL_PROXY").stream()
                .filter(name -> !here.variable(name).isEmpty())
                .findFirst();
        return said.map(name -> passedOver(name, here.variable(name))).orElseGet(() -> Finding.ok("proxy", "none"));
    }

    private static Finding passedOver(String name, String value) {
        String found = name + " is set, which Java does not read";
        Optional<URI> proxy = parsed(value);
        return proxy.isEmpty()
                ? Finding.note(
                        "proxy",
                        found,
                        "give Java the proxy by -Dhttps.proxyHost and -Dhttps.proxyPort in TIFL_JAVA_OPTS")
                : Finding.note(
                        "proxy",
                        found,
                        "if data sets or a coordinator cannot be reached: TIFL_JAVA_OPTS='-Dhttps.proxyHost="
                                + proxy.get().getHost() + " -Dhttps.proxyPort=" + port(proxy.get()) + "'");
    }

    // Host and port alone: the rest may be a password.
    private static Optional<URI> parsed(String value) {
        try {
            return Optional.of(URI.create(value.contains("://") ? value : "http://" + value))
                    .filter(uri -> uri.getHost() != null);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static int port(URI proxy) {
        return proxy.getPort() < 0 ? 3128 : proxy.getPort();
    }
}
