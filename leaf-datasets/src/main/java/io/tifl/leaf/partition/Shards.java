package io.tifl.leaf.partition;

import io.tifl.leaf.Partitioner;
import io.tifl.leaf.PartitionerFactory;
import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * Examples sorted by label, cut into shards, the shards dealt at random.
 *
 * <p>Settings: {@code per-client}, shards (2; all where {@code size} is given); {@code size} of a shard in examples (as large
 * as all examples allow); {@code incomplete}, keep or drop the last shard where it is smaller than {@code size} (keep).
 */
public final class Shards implements PartitionerFactory {
    @Override
    public String name() {
        return "shards";
    }

    @Override
    public String about() {
        return "sorted by label and cut into shards, per-client=2 each; or size=N examples each, with incomplete=keep or drop";
    }

    @Override
    public Set<String> settings() {
        return Set.of(CLIENTS, "per-client", "size", "incomplete");
    }

    @Override
    public Partitioner configured(Settings settings) {
        settings.requireOnly(settings());
        int clients = Wanted.clients(settings);
        if (settings.has("size")) {
            return Partitioner.shardsOfSize(
                    clients, settings.integer("per-client", 0), settings.integer("size", 1), keepsIncomplete(settings));
        }
        if (settings.has("incomplete")) {
            throw new IllegalArgumentException("setting 'incomplete' goes with setting 'size'");
        }
        return Partitioner.shards(clients, settings.integer("per-client", 2));
    }

    private static boolean keepsIncomplete(Settings settings) {
        String said = settings.text("incomplete", "keep");
        return switch (said) {
            case "keep" -> true;
            case "drop" -> false;
            default ->
                throw new IllegalArgumentException("setting 'incomplete' is '" + said + "', expected keep or drop");
        };
    }
}
