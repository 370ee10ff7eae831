package io.tifl.leaf;

import io.tifl.client.LocalData;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Part of each client's own examples, held out to test: {@code round(fraction * n)} of them, but at least 1 and at most
 * {@code n - 1}; a client with one example trains on it.
 *
 * @param train rows to train on
 * @param test the others; nobody's are lost
 */
public record HoldOut(Partition train, Partition test) {
    /** @param fraction held out, above 0 and below 1 */
    public static HoldOut of(Partition partition, double fraction, Seed seed) {
        SequencedMap<ClientId, int[]> train = new LinkedHashMap<>();
        SequencedMap<ClientId, int[]> test = new LinkedHashMap<>();
        for (ClientId client : partition.clients()) {
            int[] rows = Deal.shuffle(
                    partition.rows(client), seed.child(client.value()).generator());
            int held = rows.length < 2 ? 0 : Math.clamp(Math.round(rows.length * fraction), 1, rows.length - 1);
            test.put(client, sorted(rows, 0, held));
            train.put(client, sorted(rows, held, rows.length));
        }
        return new HoldOut(Partition.of(train), Partition.of(test));
    }

    private static int[] sorted(int[] rows, int from, int to) {
        int[] some = Arrays.copyOfRange(rows, from, to);
        Arrays.sort(some);
        return some;
    }

    static SequencedMap<ClientId, LocalData> split(Pool pool, Partition partition, double fraction, Seed seed) {
        HoldOut parts = of(partition, fraction, seed);
        SequencedMap<ClientId, LocalData> result = new LinkedHashMap<>();
        for (ClientId client : partition.clients()) {
            result.put(
                    client,
                    new LocalData(
                            pool.train().subset(parts.train.rows(client)),
                            pool.train().subset(parts.test.rows(client))));
        }
        return result;
    }
}
