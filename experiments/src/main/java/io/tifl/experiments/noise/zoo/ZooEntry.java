package io.tifl.experiments.noise.zoo;

import io.tifl.protocol.task.ModelSpec;

/**
 * A network, the data set it is trained on, and how.
 *
 * @param name its own in the zoo: lower-case letters, digits and dashes
 */
public record ZooEntry(String name, ModelSpec model, String dataset, Recipe recipe) {
    public ZooEntry {
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("a name has lower-case letters, digits and dashes, got '" + name + "'");
        }
    }

    ZooEntry trainedBy(Recipe other) {
        return new ZooEntry(name, model, dataset, other);
    }
}
