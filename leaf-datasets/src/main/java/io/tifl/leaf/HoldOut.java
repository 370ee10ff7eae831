package io.tifl.leaf;

import io.tifl.client.LocalData;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Part of each client's own examples, held out to test. */
final class HoldOut {
    private HoldOut() {}

    static SequencedMap<ClientId, LocalData> split(Pool pool, Partition partition, double fraction, Seed seed) {
        SequencedMap<ClientId, LocalData> result = new LinkedHashMap<>();
        for (ClientId client : partition.clients()) {
            int[] rows = partition.rows(client);
            Deal.shuffle(rows, seed.child(client.value()).generator());
            int held = rows.length < 2 ? 0 : Math.clamp(Math.round(rows.length * fraction), 1, rows.length - 1);
            int[] test = Arrays.copyOf(rows, held);
            int[] train = Arrays.copyOfRange(rows, held, rows.length);
            Arrays.sort(test);
            Arrays.sort(train);
            result.put(
                    client,
                    new LocalData(pool.train().subset(train), pool.train().subset(test)));
        }
        return result;
    }
}
