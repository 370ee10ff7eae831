package io.tifl.experiments.cli;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The browser of whoever sits in front of this machine.
 *
 * @param command that opens the address it is given
 */
record Browser(List<String> command) {
    /** The one of this machine, where it has a screen. */
    static Optional<Browser> here() {
        return of(System.getProperty("os.name", ""), System.getenv());
    }

    /** Java's own way needs a Java that is not headless, as this one is. */
    static Optional<Browser> of(String system, Map<String, String> environment) {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.contains("mac")) {
            return Optional.of(new Browser(List.of("open")));
        }
        if (name.contains("windows")) {
            // 'start' of cmd would take the text after '&' for a command of its own.
            return Optional.of(new Browser(List.of("rundll32", "url.dll,FileProtocolHandler")));
        }
        boolean hasScreen = isSet(environment, "DISPLAY") || isSet(environment, "WAYLAND_DISPLAY");
        return hasScreen ? Optional.of(new Browser(List.of("xdg-open"))) : Optional.empty();
    }

    private static boolean isSet(Map<String, String> environment, String name) {
        return !environment.getOrDefault(name, "").isBlank();
    }

    /** Opens a page and does not wait for it; returns whether there was a program to do so. */
    boolean open(URI page) {
        List<String> whole = new ArrayList<>(command);
        whole.add(page.toString());
        try {
            new ProcessBuilder(whole)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
