package io.tifl.leaf;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Owners joined to larger clients. */
final class ByGroups {
    private ByGroups() {}

    static Partition deal(Partition owners, int size, Leftover leftover, boolean shuffled, String pool, Seed seed) {
        List<ClientId> ids = owners.clients();
        int[] order = Deal.range(ids.size());
        if (shuffled) {
            Deal.shuffle(order, seed.generator());
        }
        List<int[]> shares = new ArrayList<>();
        for (int[] group : Deal.cut(order, leftover.groups(ids.size(), size, pool))) {
            shares.add(Deal.joined(
                    Arrays.stream(group).mapToObj(i -> owners.rows(ids.get(i))).toList()));
        }
        return Partition.numbered(shares);
    }
}
