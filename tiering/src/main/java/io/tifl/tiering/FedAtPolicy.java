package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Optional;
import java.util.Set;

/**
 * FedAT (Chai et al., "FedAT: a high-performance and communication-efficient federated learning system with asynchronous tiers",
 * SC 2021): rounds inside each tier, all tiers at once, and slow tiers weigh more.
 *
 * <p>Settings: {@code first-count} (1), {@code proximal} (what the job says; 0.4 in the paper) and those of {@link Retiering}. Each
 * tier asks as many clients as a round of any other policy, so more train at once.
 */
public record FedAtPolicy() implements SchedulingPolicy {
    @Override
    public String name() {
        return "fedat";
    }

    @Override
    public String summary() {
        return "asynchronous: each tier at its own pace, slow ones weigh more";
    }

    @Override
    public Set<String> settings() {
        return Retiering.settingsAnd("first-count", "proximal");
    }

    @Override
    public PolicyRecipe recipe(Settings settings) {
        settings.requireOnly(settings());
        return new PolicyRecipe(
                new UniformSelection(),
                Asynchrony.untiered(name(), settings),
                new Pace.Tiers(
                        settings.integer("first-count", 1),
                        settings.has("proximal") ? Optional.of(settings.real("proximal", 0)) : Optional.empty()));
    }
}
