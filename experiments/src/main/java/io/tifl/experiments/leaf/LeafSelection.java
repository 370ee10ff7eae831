package io.tifl.experiments.leaf;

import io.tifl.leaf.NumpyRandom;
import io.tifl.protocol.ClientId;
import io.tifl.tiering.Cohort;
import io.tifl.tiering.SelectionPolicy;
import io.tifl.tiering.TierPlan;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * LEAF's choice of clients (Caldas et al., arXiv 1812.01097, {@code server.py}): {@code numpy.random.seed(r)} in round r, counted
 * from 0, then {@code numpy.random.choice} without replacement among all clients, sorted by their names.
 *
 * <p>So the clients of a round follow from its number and the names alone. The seed of a run does not change them, which makes
 * rounds of several seeds alike, and nothing may be claimed for privacy from their being drawn.
 */
record LeafSelection() implements SelectionPolicy {
    @Override
    public String name() {
        return "leaf";
    }

    @Override
    public Cohort select(TierPlan plan, int size, RandomGenerator random) {
        List<ClientId> users = IntStream.range(0, plan.tierCount())
                .mapToObj(plan::clients)
                .flatMap(List::stream)
                .sorted()
                .toList();
        int[] drawn = new NumpyRandom(Math.toIntExact(plan.roundsCompleted()))
                .choice(users.size(), Math.min(size, users.size()));
        return new Cohort(
                OptionalInt.empty(), Arrays.stream(drawn).mapToObj(users::get).toList());
    }
}
