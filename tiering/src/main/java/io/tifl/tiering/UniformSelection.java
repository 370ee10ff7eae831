package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * Clients drawn uniformly without replacement from all tiers together: FedAvg's own selection, "vanilla" in TiFL (Chai et
 * al., HPDC 2020, Algorithm 1).
 */
public record UniformSelection() implements SelectionPolicy {
    @Override
    public String name() {
        return "any-client";
    }

    @Override
    public Cohort select(TierPlan plan, int size, RandomGenerator random) {
        List<ClientId> drawn = new ArrayList<>();
        for (int rank : Sampling.distinct(plan.clientCount(), size, random)) {
            drawn.add(client(plan, rank));
        }
        return new Cohort(OptionalInt.empty(), drawn);
    }

    private static ClientId client(TierPlan plan, int rank) {
        int tier = 0;
        int left = rank;
        while (left >= plan.clients(tier).size()) {
            left -= plan.clients(tier).size();
            tier++;
        }
        return plan.clients(tier).get(left);
    }
}
