package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Set;

/** Fixed probabilities that the user gives: setting {@code probabilities}, one for each tier, fast to slow. */
public record GivenPolicy() implements SchedulingPolicy {
    @Override
    public String name() {
        return "static";
    }

    @Override
    public String summary() {
        return "fixed tier probabilities from the setting 'probabilities'";
    }

    @Override
    public Set<String> settings() {
        return Retiering.settingsAnd("probabilities");
    }

    @Override
    public PolicyRecipe recipe(Settings settings) {
        settings.requireOnly(settings());
        double[] given = Numbers.reals("probabilities", settings.text("probabilities"));
        Schedule.requireProbabilities(given);
        return new PolicyRecipe(
                new TierSelection(WhenSpent.IGNORE),
                Retiering.from(settings).around(new StaticTiering(name(), tiers -> given)));
    }
}
