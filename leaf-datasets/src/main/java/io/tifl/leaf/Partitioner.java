package io.tifl.leaf;

import io.tifl.protocol.Seed;
import java.util.List;

/** Deals the training examples of a pool to clients. Pure: the same pool and seed give the same partition. */
@FunctionalInterface
public interface Partitioner {
    /** @throws IllegalArgumentException if the pool cannot be dealt this way */
    Partition deal(Pool pool, Seed seed);

    /** Each row to its owner. */
    static Partitioner natural() {
        return (pool, seed) -> pool.owners()
                .orElseThrow(() -> new IllegalArgumentException(
                        pool.name() + " has no owners of its own; deal it out, for example independent and alike"));
    }

    /** Every client gets the same number of random examples, give or take one; all are used. */
    static Partitioner iid(int clients) {
        return quantity(clients, List.of(1.0));
    }

    /**
     * Random examples, in another quantity for each group of clients ({@link Groups}).
     *
     * @param fractions of all examples, group by group, each above 0, together at most 1; within a group all get the same
     */
    static Partitioner quantity(int clients, List<Double> fractions) {
        double[] weights = Groups.weights(clients, fractions);
        return (pool, seed) -> ByQuantity.deal(pool, weights, seed);
    }

    /**
     * Sorted by label, cut into {@code clients * shardsPerClient} shards of the same size, give or take one, and the shards
     * dealt at random (McMahan et al., AISTATS 2017); all examples are used. A client sees at most {@code shardsPerClient}
     * classes where every class fills whole shards, at most twice as many otherwise.
     */
    static Partitioner shards(int clients, int shardsPerClient) {
        Groups.checkClients(clients);
        if (shardsPerClient < 1) {
            throw new IllegalArgumentException("shards per client must be at least 1, got " + shardsPerClient);
        }
        return (pool, seed) -> ByShards.deal(pool, clients, shardsPerClient, seed);
    }

    /**
     * Every client gets examples of exactly {@code classes} classes. Each class has the same number of holders, give or take
     * one, who share all its examples; a class is unused only where {@code clients * classes} is less than the number of
     * classes.
     */
    static Partitioner classes(int clients, int classes) {
        return quantityAndClasses(clients, List.of(1.0), classes);
    }

    /**
     * Every client gets examples of exactly {@code classes} classes, in a quantity that follows its group.
     *
     * <p>The holders of a class share all its examples in proportion to their quantities. So the quantities are exact where
     * classes are of the same size and each group holds every class equally often (clients per group times {@code classes} is
     * a multiple of the number of classes), and near otherwise.
     *
     * @param fractions as in {@link #quantity}
     */
    static Partitioner quantityAndClasses(int clients, List<Double> fractions, int classes) {
        double[] weights = Groups.weights(clients, fractions);
        if (classes < 1) {
            throw new IllegalArgumentException("classes per client must be at least 1, got " + classes);
        }
        return (pool, seed) -> ByClasses.deal(pool, weights, classes, seed);
    }
}
