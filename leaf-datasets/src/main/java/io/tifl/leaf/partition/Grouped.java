package io.tifl.leaf.partition;

import io.tifl.leaf.Leftover;
import io.tifl.leaf.Partitioner;
import io.tifl.leaf.PartitionerFactory;
import io.tifl.protocol.Settings;
import java.util.Set;

/** Owners of the data set joined to larger clients. Settings: {@code size}, owners per client; {@code leftover} (smaller); {@code shuffle} (false). */
public final class Grouped implements PartitionerFactory {
    @Override
    public String name() {
        return "grouped";
    }

    @Override
    public String about() {
        return "owners in the data set joined in groups of size=N; leftover=smaller, bigger, drop or strict; shuffle=false";
    }

    @Override
    public Set<String> settings() {
        return Set.of("size", "leftover", "shuffle");
    }

    @Override
    public Partitioner configured(Settings settings) {
        settings.requireOnly(settings());
        return Partitioner.grouped(
                Wanted.integer(settings, "size"),
                Leftover.named(settings.text("leftover", "smaller")),
                settings.flag("shuffle", false));
    }

    @Override
    public boolean byOwner() {
        return true;
    }
}
