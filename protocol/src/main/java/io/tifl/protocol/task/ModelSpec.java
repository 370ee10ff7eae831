package io.tifl.protocol.task;

import io.tifl.protocol.Settings;

/**
 * A model by name and settings, never by code: every client builds the network itself from an allow-list.
 *
 * @param name of a model the client's learner knows, such as {@code mnist-cnn}
 */
public record ModelSpec(String name, Settings settings) {
    public ModelSpec {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a model needs a name");
        }
    }

    public static ModelSpec of(String name) {
        return new ModelSpec(name, Settings.none());
    }
}
