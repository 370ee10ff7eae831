package io.tifl.experiments.leaf;

import io.tifl.protocol.Settings;
import io.tifl.tiering.PolicyRecipe;
import io.tifl.tiering.SchedulingPolicy;
import io.tifl.tiering.VanillaPolicy;
import java.util.Set;

/** {@code leaf}: the very clients that LEAF's reference implementation asks in each round ({@link LeafSelection}). */
public final class LeafPolicy implements SchedulingPolicy {
    private final VanillaPolicy vanilla = new VanillaPolicy();

    @Override
    public String name() {
        return "leaf";
    }

    @Override
    public String summary() {
        return "the clients that LEAF's reference implementation draws in each round, whatever the seed";
    }

    @Override
    public Set<String> settings() {
        return vanilla.settings();
    }

    @Override
    public PolicyRecipe recipe(Settings settings) {
        return new PolicyRecipe(new LeafSelection(), vanilla.recipe(settings).tiering());
    }
}
