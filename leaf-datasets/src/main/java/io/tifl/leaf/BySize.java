package io.tifl.leaf;

import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Random rows in quantities that are a function of the client's number.
 *
 * @param law how many rows client i, from 0, gets, up to a common factor
 */
record BySize(int clients, String name, IntToDoubleFunction law) implements Partitioner {
    BySize {
        Groups.checkClients(clients);
    }

    @Override
    public Partition deal(Pool pool, Seed seed) {
        double[] weights = IntStream.range(0, clients).mapToDouble(law).toArray();
        double sum = Arrays.stream(weights).sum();
        double[] shares = Arrays.stream(weights).map(weight -> weight / sum).toArray();
        Deal.checkEnough(pool, clients);
        int[] sizes = Apportionment.of(pool.train().size(), shares);
        Deal.checkNoneEmpty(sizes, name + " quantities leave", pool.name());
        return ByQuantity.deal(pool, shares, seed);
    }
}
