package io.tifl.leaf.partition;

import io.tifl.leaf.Partitioner;
import io.tifl.leaf.PartitionerFactory;
import io.tifl.protocol.Settings;
import java.util.Set;

/** Each owner of the data set is a client. */
public final class Natural implements PartitionerFactory {
    @Override
    public String name() {
        return "natural";
    }

    @Override
    public String about() {
        return "each owner in the data set is a client";
    }

    @Override
    public Set<String> settings() {
        return Set.of();
    }

    @Override
    public Partitioner configured(Settings settings) {
        settings.requireOnly(settings());
        return Partitioner.natural();
    }

    @Override
    public boolean byOwner() {
        return true;
    }
}
