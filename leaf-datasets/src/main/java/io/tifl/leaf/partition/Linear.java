package io.tifl.leaf.partition;

import io.tifl.leaf.Partitioner;
import io.tifl.leaf.PartitionerFactory;
import io.tifl.protocol.Settings;
import java.util.Set;

/** Random examples, in proportion to the number of the client. */
public final class Linear implements PartitionerFactory {
    @Override
    public String name() {
        return "linear";
    }

    @Override
    public String about() {
        return "random examples, client i from 1 in proportion to i";
    }

    @Override
    public Set<String> settings() {
        return Set.of(CLIENTS);
    }

    @Override
    public Partitioner configured(Settings settings) {
        settings.requireOnly(settings());
        return Partitioner.linear(Wanted.clients(settings));
    }
}
