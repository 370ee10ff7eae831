package io.tifl.leaf.partition;

import io.tifl.leaf.ClassAssignment;
import io.tifl.leaf.Partitioner;
import io.tifl.leaf.PartitionerFactory;
import io.tifl.protocol.Settings;
import java.util.Set;

/** The same number of classes for each client, whoever else holds them. Settings: {@code classes} per client (2); {@code assign} (random). */
public final class Pathological implements PartitionerFactory {
    @Override
    public String name() {
        return "pathological";
    }

    @Override
    public String about() {
        return "classes=2 for each client; assign=random, deterministic, first-deterministic or balanced";
    }

    @Override
    public Set<String> settings() {
        return Set.of(CLIENTS, "classes", "assign");
    }

    @Override
    public Partitioner configured(Settings settings) {
        settings.requireOnly(settings());
        return Partitioner.pathological(
                Wanted.clients(settings),
                settings.integer("classes", 2),
                ClassAssignment.named(settings.text("assign", "random")));
    }
}
