package io.tifl.leaf.partition;

import io.tifl.leaf.Partitioner;
import io.tifl.leaf.PartitionerFactory;
import io.tifl.protocol.Settings;
import java.util.Set;

/** Random examples, in proportion to the square of the number of the client. */
public final class Square implements PartitionerFactory {
    @Override
    public String name() {
        return "square";
    }

    @Override
    public String about() {
        return "random examples, client i from 1 in proportion to i squared";
    }

    @Override
    public Set<String> settings() {
        return Set.of(CLIENTS);
    }

    @Override
    public Partitioner configured(Settings settings) {
        settings.requireOnly(settings());
        return Partitioner.square(Wanted.clients(settings));
    }
}
