package io.tifl.leaf.partition;

import io.tifl.leaf.Partitioner;
import io.tifl.leaf.PartitionerFactory;
import io.tifl.protocol.Settings;
import java.util.Set;

/** Random examples, as many for each client. */
public final class Iid implements PartitionerFactory {
    @Override
    public String name() {
        return "iid";
    }

    @Override
    public String about() {
        return "random examples, as many for each client";
    }

    @Override
    public Set<String> settings() {
        return Set.of(CLIENTS);
    }

    @Override
    public Partitioner configured(Settings settings) {
        settings.requireOnly(settings());
        return Partitioner.iid(Wanted.clients(settings));
    }
}
