package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * FedAsync (Xie, Koyejo and Gupta, "Asynchronous federated optimization", 2019): every update is a step of its own, from the
 * model some way towards the client's, the shorter the staler it is.
 *
 * <p>Settings: {@code concurrency} (a number, {@code round}, the default: as many as a round asks, or {@code tiers}: as many
 * in every tier), {@code mixing} (0.6, the way that a fresh update moves the model, as
 * a share), those of {@link Staleness#from} and of {@link Retiering}.
 */
public record FedAsyncPolicy() implements SchedulingPolicy {
    @Override
    public String name() {
        return "fedasync";
    }

    @Override
    public String summary() {
        return "asynchronous: each update moves the model towards the client's";
    }

    @Override
    public Set<String> settings() {
        Set<String> all = new TreeSet<>(Retiering.settingsAnd("concurrency", "mixing"));
        all.addAll(Staleness.SETTINGS);
        return all;
    }

    @Override
    public PolicyRecipe recipe(Settings settings) {
        settings.requireOnly(settings());
        return new PolicyRecipe(
                new UniformSelection(),
                Asynchrony.untiered(name(), settings),
                new Pace.Buffered(
                        Concurrency.from(settings, new Concurrency.OfARound()),
                        Optional.of(1),
                        Staleness.from(settings, settings.real("mixing", 0.6)),
                        true,
                        true,
                        Pace.UNTIL_THE_DEADLINE,
                        1));
    }
}
