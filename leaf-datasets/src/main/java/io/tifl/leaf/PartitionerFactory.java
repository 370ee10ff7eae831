package io.tifl.leaf;

import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.plugin.Named;
import java.util.Set;

/** A way of dealing examples to clients that can be asked for by its name. Thread-safe. */
public interface PartitionerFactory extends Named {
    /** The setting that says among how many clients examples are dealt. */
    String CLIENTS = "clients";

    /** One line: who gets what. */
    String about();

    /** The names of its settings, among them {@link #CLIENTS} unless the data decide how many there are. */
    Set<String> settings();

    /**
     * A partitioner with these settings.
     *
     * @throws IllegalArgumentException if a setting is missing, unknown or out of range
     */
    Partitioner configured(Settings settings);

    /** Whether it deals by the owners that a data set has, or else by labels and chance alone. */
    default boolean byOwner() {
        return false;
    }

    /** All of them. */
    static Catalog<PartitionerFactory> catalog() {
        return Catalog.load("partitioner", PartitionerFactory.class);
    }
}
