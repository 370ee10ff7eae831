package io.tifl.leaf;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.protocol.ClientId;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** LEAF's {@code split_data.py}, by sample, for the data sets whose examples do not overlap. */
final class LeafSplit {
    private LeafSplit() {}

    static SequencedMap<ClientId, LocalData> split(Pool pool, Partition partition, double trainFraction, long seed) {
        PythonRandom random = new PythonRandom(seed);
        SequencedMap<ClientId, LocalData> result = new LinkedHashMap<>();
        for (ClientId client : partition.clients()) {
            int[] rows = partition.rows(client);
            if (rows.length < 2) {
                continue;
            }
            BitSet chosen = LeafSteps.train(rows.length, trainFraction, random);
            result.put(
                    client, new LocalData(taken(pool, rows, chosen), taken(pool, rows, inverse(chosen, rows.length))));
        }
        return result;
    }

    private static BitSet inverse(BitSet chosen, int size) {
        BitSet result = (BitSet) chosen.clone();
        result.flip(0, size);
        return result;
    }

    private static Examples taken(Pool pool, int[] rows, BitSet places) {
        return pool.train()
                .subset(IntStream.range(0, rows.length)
                        .filter(places::get)
                        .map(i -> rows[i])
                        .toArray());
    }
}
