package io.tifl.experiments.ssl.federated;

import io.tifl.protocol.Settings;
import java.util.List;
import java.util.function.Consumer;

/** What checks say. */
final class Objections {
    private Objections() {}

    /** @param check throws an {@link IllegalArgumentException} that names everything */
    static List<String> of(String task, Settings settings, Consumer<Settings> check) {
        try {
            check.accept(settings);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of("task '" + task + "': " + e.getMessage());
        }
    }
}
