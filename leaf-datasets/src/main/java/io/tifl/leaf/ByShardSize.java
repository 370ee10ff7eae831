package io.tifl.leaf;

import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Rows sorted by label, cut into shards of a given size, the shards dealt at random. */
record ByShardSize(int clients, int shardsPerClient, int size, boolean keepIncomplete) implements Partitioner {
    ByShardSize {
        Groups.checkClients(clients);
        if (shardsPerClient < 0 || size < 1) {
            throw new IllegalArgumentException(
                    "shards per client must be 0 (all) or more and of 1 or more examples, got " + shardsPerClient
                            + " of " + size);
        }
    }

    @Override
    public Partition deal(Pool pool, Seed seed) {
        int[] sorted = Deal.rowsByClass(pool.train()).stream()
                .flatMapToInt(Arrays::stream)
                .toArray();
        int shards = keepIncomplete ? Math.ceilDiv(sorted.length, size) : sorted.length / size;
        long wanted = (long) clients * Math.max(1, shardsPerClient);
        if (shards < wanted) {
            throw new IllegalArgumentException(pool.name() + " has " + sorted.length + " examples, which are " + shards
                    + " shards of " + size + "; " + clients + " clients need " + wanted);
        }
        int[] order = Deal.shuffle(Deal.range(shards), seed.generator());
        List<int[]> shares = Deal.cut(order, shardsEach(shards)).stream()
                .map(mine -> Deal.joined(
                        Arrays.stream(mine).mapToObj(i -> shard(sorted, i)).toList()))
                .toList();
        return Partition.numbered(shares);
    }

    private int[] shardsEach(int shards) {
        return IntStream.range(0, clients)
                .map(i -> shardsPerClient > 0 ? shardsPerClient : shards / clients + (i < shards % clients ? 1 : 0))
                .toArray();
    }

    private int[] shard(int[] sorted, int index) {
        return Arrays.copyOfRange(sorted, index * size, Math.min(sorted.length, (index + 1) * size));
    }
}
