package io.tifl.leaf.partition;

import io.tifl.leaf.Partitioner;
import io.tifl.leaf.PartitionerFactory;
import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Set;

/** The same number of classes for each client, every class with as many holders. Settings: {@code classes} per client (2); {@code fractions} as of {@link Quantity} (all alike). */
public final class Classes implements PartitionerFactory {
    @Override
    public String name() {
        return "classes";
    }

    @Override
    public String about() {
        return "classes=2 for each client, every class with as many holders; fractions of all examples as for quantity";
    }

    @Override
    public Set<String> settings() {
        return Set.of(CLIENTS, "classes", "fractions");
    }

    @Override
    public Partitioner configured(Settings settings) {
        settings.requireOnly(settings());
        return Partitioner.quantityAndClasses(
                Wanted.clients(settings),
                Wanted.reals(settings, "fractions", List.of(1.0)),
                settings.integer("classes", 2));
    }
}
