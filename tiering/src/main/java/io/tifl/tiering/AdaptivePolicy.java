package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * TiFL's adaptive policy (Chai et al., HPDC 2020, section 4.4): tiers on which the model is weak are drawn more often, as far
 * as their credits go.
 *
 * <p>Settings: {@code rounds} (required), {@code interval} (20), {@code rank} ({@code hpdc} or {@code smooth}),
 * {@code credits} and what belongs to it ({@link CreditRule#from}), {@code when-spent} ({@code ignore} or {@code stop}), and
 * those of {@link Retiering}.
 */
public record AdaptivePolicy() implements SchedulingPolicy {
    @Override
    public String name() {
        return "adaptive";
    }

    @Override
    public String summary() {
        return "tiers where the model is weak more often, within credits";
    }

    @Override
    public Set<String> settings() {
        Set<String> all = Retiering.settingsAnd("interval", "rank", "when-spent");
        all.addAll(CreditRule.SETTINGS);
        return all;
    }

    @Override
    public PolicyRecipe recipe(Settings settings) {
        settings.requireOnly(settings());
        CreditRule.from(settings, 1); // bad settings fail here, not when the tiers are known
        TieringPolicy adaptive = new AdaptiveTiering(
                RankRule.from(settings), settings.integer("interval", 20), tiers -> CreditRule.from(settings, tiers));
        return new PolicyRecipe(
                new TierSelection(WhenSpent.from(settings)),
                Retiering.from(settings).around(adaptive));
    }
}
