package io.tifl.leaf;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The official test examples, dealt so that each client tests on the mix of classes it trains on. */
final class OfficialTest {
    private OfficialTest() {}

    static SequencedMap<ClientId, LocalData> split(Pool pool, Partition partition, Seed seed) {
        if (pool.test().size() == 0) {
            throw new IllegalArgumentException(
                    pool.name() + " has no official test examples; hold out some of each client's own");
        }
        List<ClientId> clients = partition.clients();
        List<int[]> held = clients.stream()
                .map(client -> Deal.classCounts(pool.train(), partition.rows(client)))
                .toList();
        List<List<int[]>> shares = Stream.generate(() -> (List<int[]>) new ArrayList<int[]>())
                .limit(clients.size())
                .toList();
        List<int[]> testRows = Deal.rowsByClass(pool.test());
        RandomGenerator random = seed.generator();
        for (int c = 0; c < testRows.size(); c++) {
            deal(Deal.shuffle(testRows.get(c), random), c, held, shares);
        }
        SequencedMap<ClientId, LocalData> result = new LinkedHashMap<>();
        for (int i = 0; i < clients.size(); i++) {
            Examples train = pool.train().subset(partition.rows(clients.get(i)));
            result.put(clients.get(i), new LocalData(train, pool.test().subset(Deal.joined(shares.get(i)))));
        }
        return result;
    }

    private static void deal(int[] rows, int label, List<int[]> held, List<List<int[]>> shares) {
        double[] weights = held.stream().mapToDouble(counts -> counts[label]).toArray();
        boolean isHeld = held.stream().anyMatch(counts -> counts[label] > 0);
        if (!isHeld) {
            return;
        }
        List<int[]> pieces = Deal.cut(rows, Apportionment.of(rows.length, weights));
        for (int i = 0; i < pieces.size(); i++) {
            shares.get(i).add(pieces.get(i));
        }
    }
}
