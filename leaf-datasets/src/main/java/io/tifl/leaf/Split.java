package io.tifl.leaf;

import io.tifl.client.LocalData;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.util.SequencedMap;

/**
 * Gives each client test examples of its own, disjoint from what it trains on. TiFL's test data of a tier are the union of
 * those of its members. Pure: the same input and seed give the same split.
 */
@FunctionalInterface
public interface Split {
    /** @throws IllegalArgumentException if the pool cannot be split this way */
    SequencedMap<ClientId, LocalData> split(Pool pool, Partition partition, Seed seed);

    /**
     * Holds out a random part of what each client has: {@code round(fraction * n)} examples, but at least 1 and at most
     * {@code n - 1}; a client with one example trains on it.
     *
     * @param fraction above 0 and below 1
     */
    static Split holdOut(double fraction) {
        checkFraction("the held-out fraction", fraction);
        return (pool, partition, seed) -> HoldOut.split(pool, partition, fraction, seed);
    }

    /**
     * Each client trains on all it has, and gets a share of the official test examples with the mix of classes it trains on:
     * its part of a class's test examples is its part of that class's training examples, to within one. No test example goes
     * to two clients; those of classes that nobody holds go to none.
     */
    static Split official() {
        return OfficialTest::split;
    }

    /**
     * LEAF's split by sample: {@code max(1, floor(trainFraction * n))} examples to train on, the rest to test; clients with
     * fewer than two examples are dropped. Draws what LEAF's script draws for {@code seed}; the seed of the tree plays no part.
     *
     * @param trainFraction above 0 and below 1
     */
    static Split leaf(double trainFraction, long seed) {
        checkFraction("the training fraction", trainFraction);
        return (pool, partition, ignored) -> LeafSplit.split(pool, partition, trainFraction, seed);
    }

    private static void checkFraction(String what, double fraction) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException(what + " must be above 0 and below 1, got " + fraction);
        }
    }
}
