package io.tifl.leaf.partition;

import io.tifl.leaf.Partitioner;
import io.tifl.leaf.PartitionerFactory;
import io.tifl.protocol.Settings;
import java.util.Set;

/** Each class among all clients in Dirichlet proportions. Settings: {@code alpha}; {@code balanced} (false); {@code min-size} (10). */
public final class Dirichlet implements PartitionerFactory {
    @Override
    public String name() {
        return "dirichlet";
    }

    @Override
    public String about() {
        return "each class among all clients in proportions from Dirichlet(alpha=A); balanced=false, min-size=10";
    }

    @Override
    public Set<String> settings() {
        return Set.of(CLIENTS, "alpha", "balanced", "min-size");
    }

    @Override
    public Partitioner configured(Settings settings) {
        settings.requireOnly(settings());
        return Partitioner.dirichlet(
                Wanted.clients(settings),
                Wanted.real(settings, "alpha"),
                settings.flag("balanced", false),
                settings.integer("min-size", 10));
    }
}
