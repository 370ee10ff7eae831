package io.tifl.leaf;

import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows sorted by label, cut into shards, some shards for each client. */
final class ByShards {
    private ByShards() {}

    static Partition deal(Pool pool, int clients, int shardsPerClient, Seed seed) {
        int count = Math.multiplyExact(clients, shardsPerClient);
        Deal.checkEnough(pool, clients, shardsPerClient);
        int[] sorted = Deal.rowsByClass(pool.train()).stream()
                .flatMapToInt(Arrays::stream)
                .toArray();
        double[] alike = new double[count];
        Arrays.fill(alike, 1);
        List<int[]> shards = Deal.cut(sorted, Apportionment.of(sorted.length, alike));
        int[] order = Deal.shuffle(Deal.range(count), seed.generator());
        List<int[]> shares = new ArrayList<>(clients);
        for (int client = 0; client < clients; client++) {
            List<int[]> mine = new ArrayList<>(shardsPerClient);
            for (int i = 0; i < shardsPerClient; i++) {
                mine.add(shards.get(order[client * shardsPerClient + i]));
            }
            shares.add(Deal.joined(mine));
        }
        return Partition.numbered(shares);
    }
}
