package io.tifl.experiments.sim;

import io.tifl.protocol.Seed;

/** Which group a client belongs to, the groups being equal in size, give or take one. Immutable. */
@FunctionalInterface
public interface Grouping {
    /** The group, 0 to {@code groups - 1}, of client {@code index} among {@code clients}. */
    int groupOf(int index, int clients, int groups);

    /** Blocks in the order of the clients' numbers: the first K/5 clients are group 1; so the data-quantity groups. */
    static Grouping contiguous() {
        return (index, clients, groups) -> (int) ((long) index * groups / clients);
    }

    /** Equal groups drawn at random, as in the paper's FEMNIST study. */
    static Grouping shuffled(Seed seed) {
        return (index, clients, groups) ->
                contiguous().groupOf(Shuffle.positionOf(index, clients, seed), clients, groups);
    }
}
