package io.tifl.leaf.partition;

import io.tifl.leaf.Partitioner;
import io.tifl.leaf.PartitionerFactory;
import io.tifl.protocol.Settings;
import java.util.Set;

/** Random examples, in proportion to the exponential of the number of the client. Setting: {@code rate} (1). */
public final class Exponential implements PartitionerFactory {
    @Override
    public String name() {
        return "exponential";
    }

    @Override
    public String about() {
        return "random examples, client i in proportion to exp(rate i); rate=1";
    }

    @Override
    public Set<String> settings() {
        return Set.of(CLIENTS, "rate");
    }

    @Override
    public Partitioner configured(Settings settings) {
        settings.requireOnly(settings());
        return Partitioner.exponential(Wanted.clients(settings), settings.real("rate", 1));
    }
}
