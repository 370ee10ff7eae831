package io.tifl.leaf.partition;

import io.tifl.leaf.Groups;
import io.tifl.leaf.Partitioner;
import io.tifl.leaf.PartitionerFactory;
import io.tifl.protocol.Settings;
import java.util.Set;

/** Random examples, in another quantity for each group of clients. Setting: {@code fractions} of all examples, group by group (TiFL's five). */
public final class Quantity implements PartitionerFactory {
    @Override
    public String name() {
        return "quantity";
    }

    @Override
    public String about() {
        return "random examples; fractions=0.1/0.15/0.2/0.25/0.3 of all of them for each group of clients";
    }

    @Override
    public Set<String> settings() {
        return Set.of(CLIENTS, "fractions");
    }

    @Override
    public Partitioner configured(Settings settings) {
        settings.requireOnly(settings());
        return Partitioner.quantity(
                Wanted.clients(settings), Wanted.reals(settings, "fractions", Groups.TIFL_QUANTITIES));
    }
}
