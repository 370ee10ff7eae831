package io.tifl.leaf;

import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.List;

/** Random rows in given quantities. */
final class ByQuantity {
    private ByQuantity() {}

    static Partition deal(Pool pool, double[] weights, Seed seed) {
        Deal.checkEnough(pool, weights.length);
        int size = pool.train().size();
        int used = (int) Math.min(size, Math.round(size * Arrays.stream(weights).sum()));
        int[] rows = Deal.shuffle(Deal.range(size), seed.generator());
        List<int[]> shares = Deal.cut(rows, Apportionment.of(used, weights));
        shares.forEach(Arrays::sort);
        return Partition.numbered(shares);
    }
}
