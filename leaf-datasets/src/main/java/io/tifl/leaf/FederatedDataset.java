package io.tifl.leaf;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * A data set in the hands of its clients: views of shared arrays, nothing is copied.
 *
 * @param clients in the order of their partition
 * @param test what the global model is tested on: the official test examples, or else those of all clients together
 */
public record FederatedDataset(
        String name,
        List<Integer> featureShape,
        int classes,
        SequencedMap<ClientId, LocalData> clients,
        Examples test) {
    public FederatedDataset {
        featureShape = List.copyOf(featureShape);
        clients = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(clients));
    }

    /**
     * Deals a pool to clients and gives each its own test examples.
     *
     * @param seed the partition draws from child "partition", the split from child "split"
     * @throws IllegalArgumentException if the pool has not what partitioner or split need
     */
    public static FederatedDataset of(Pool pool, Partitioner partitioner, Split split, Seed seed) {
        Partition partition = partitioner.deal(pool, seed.child("partition"));
        SequencedMap<ClientId, LocalData> clients = split.split(pool, partition, seed.child("split"));
        Examples test = pool.test().size() > 0 ? pool.test() : Examples.concat(tests(pool, clients));
        return new FederatedDataset(pool.name(), pool.featureShape(), pool.classes(), clients, test);
    }

    private static List<Examples> tests(Pool pool, SequencedMap<ClientId, LocalData> clients) {
        Stream<Examples> none = Stream.of(pool.test());
        return Stream.concat(none, clients.values().stream().map(LocalData::test))
                .toList();
    }
}
