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
        checkClasses(classes);
        return (pool, seed) -> ByClasses.deal(pool, weights, classes, ClassAssignment.BALANCED, seed);
    }

    /**
     * Every client gets examples of exactly {@code classes} classes, which are assigned in one of several ways; the holders of
     * a class share its examples evenly, and a class that nobody was assigned stays unused (Li et al., "Federated learning on
     * non-IID data silos", ICDE 2022).
     */
    static Partitioner pathological(int clients, int classes, ClassAssignment assignment) {
        double[] weights = Groups.weights(clients, List.of(1.0));
        checkClasses(classes);
        return (pool, seed) -> ByClasses.deal(pool, weights, classes, assignment, seed);
    }

    /**
     * Sorted by label and cut into shards of {@code size} examples, which are dealt at random.
     *
     * @param shardsPerClient how many shards each client gets, the rest staying unused; 0 to deal all, so that clients differ
     *     by at most one shard
     * @param keepIncomplete whether the last shard is dealt even if it is smaller, or else stays unused
     */
    static Partitioner shardsOfSize(int clients, int shardsPerClient, int size, boolean keepIncomplete) {
        return new ByShardSize(clients, shardsPerClient, size, keepIncomplete);
    }

    /**
     * Shares out each class among all clients in proportions drawn from Dirichlet(alpha, ..., alpha): the smaller alpha, the
     * fewer clients hold most of a class (Yurochkin et al., ICML 2019; Li et al., ICDE 2022). All examples are used.
     *
     * <p>Proportions are drawn anew, at most 100 times, until every client has {@code minSize} examples; so the distribution is
     * that of the paper under this condition. Dealing fails if it is not met by then.
     *
     * @param alpha 1e-6 to 1e6
     * @param balanced whether a client that has its even share of all examples gets none of the classes that follow, as the
     *     code of Yurochkin et al. has it; sizes then differ less
     */
    static Partitioner dirichlet(int clients, double alpha, boolean balanced, int minSize) {
        return new ByDirichlet(clients, alpha, balanced, minSize);
    }

    /**
     * Each client draws its mix of classes from Dirichlet(alpha, ..., alpha), and its examples one by one from that mix (Hsu et
     * al., arXiv 1909.06335; Acar et al., ICLR 2021). All examples are used, and sizes are met exactly.
     *
     * <p>Once a class has run out, clients draw from what their mix has besides; those whose mix has nothing left take what
     * there is. Whose turn it is to draw is shuffled over all examples, so that no client comes last.
     *
     * @param alpha 1e-6 to 1e6
     * @param spread sigma of the log-normal distribution of sizes, 0 to 10; 0 for equal sizes, give or take one
     */
    static Partitioner innerDirichlet(int clients, double alpha, double spread) {
        return new ByInnerDirichlet(clients, alpha, spread);
    }

    /** Random examples in quantities that grow with the client's number i from 1: in proportion to i. All are used. */
    static Partitioner linear(int clients) {
        return new BySize(clients, "linear", i -> i + 1.0);
    }

    /** Random examples in quantities that grow with the client's number i from 1: in proportion to i squared. */
    static Partitioner square(int clients) {
        return new BySize(clients, "square", i -> (i + 1.0) * (i + 1.0));
    }

    /**
     * Random examples in quantities that grow with the client's number i: in proportion to {@code exp(rate * i)}.
     *
     * @param rate above 0; at 1 some ten clients get all there is
     */
    static Partitioner exponential(int clients, double rate) {
        if (!(rate > 0 && Double.isFinite(rate))) {
            throw new IllegalArgumentException("the rate must be above 0 and finite, got " + rate);
        }
        return new BySize(clients, "exponential", i -> StrictMath.exp(rate * (i + 1.0 - clients)));
    }

    /**
     * Owners joined to clients of {@code size} owners each, in their order.
     *
     * @param leftover what becomes of owners too few for a client of their own
     * @param shuffled whether owners are put into a random order first
     */
    static Partitioner grouped(int size, Leftover leftover, boolean shuffled) {
        if (size < 1) {
            throw new IllegalArgumentException("owners per client must be at least 1, got " + size);
        }
        return (pool, seed) -> ByGroups.deal(natural().deal(pool, seed), size, leftover, shuffled, pool.name(), seed);
    }

    private static void checkClasses(int classes) {
        if (classes < 1) {
            throw new IllegalArgumentException("classes per client must be at least 1, got " + classes);
        }
    }
}
