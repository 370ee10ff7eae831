package io.tifl.tiering;

import io.tifl.protocol.Seed;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * First a tier by its probability, then clients of that tier uniformly without replacement: the selection of every TiFL
 * policy (Chai et al., HPDC 2020, sections 4.3 and 4.4).
 *
 * <p>Tier and clients are drawn from two streams, so another cohort size does not change which tiers a run visits. The paper
 * assumes that a tier holds more clients than a round asks; here a smaller tier gives all it has.
 *
 * @param whenSpent what to do when no tier has credit; {@link WhenSpent#STOP} yields an empty cohort without a tier
 */
public record TierSelection(WhenSpent whenSpent) implements SelectionPolicy {
    @Override
    public String name() {
        return "by-tier";
    }

    @Override
    public boolean isTiered() {
        return true;
    }

    @Override
    public Cohort select(TierPlan plan, int size, RandomGenerator random) {
        Seed seed = new Seed(random.nextLong());
        int tier = DrawRule.draw(
                plan.drawProbabilities(whenSpent), seed.child("tier").generator());
        if (tier < 0) {
            return new Cohort(OptionalInt.empty(), List.of());
        }
        return new Cohort(
                OptionalInt.of(tier),
                Draws.from(plan.clients(tier), size, seed.child("clients").generator()));
    }
}
