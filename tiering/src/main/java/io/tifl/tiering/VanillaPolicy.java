package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Set;

/** FedAvg's selection, the baseline of TiFL (Chai et al., HPDC 2020, Algorithm 1): tiers are kept but not looked at. */
public record VanillaPolicy() implements SchedulingPolicy {
    @Override
    public String name() {
        return "vanilla";
    }

    @Override
    public String summary() {
        return "clients drawn from all, tiers ignored";
    }

    @Override
    public Set<String> settings() {
        return Retiering.SETTINGS;
    }

    @Override
    public PolicyRecipe recipe(Settings settings) {
        settings.requireOnly(settings());
        return new PolicyRecipe(
                new UniformSelection(),
                Retiering.from(settings).around(new StaticTiering(name(), new StaticPolicy.Uniform()::probabilities)));
    }
}
