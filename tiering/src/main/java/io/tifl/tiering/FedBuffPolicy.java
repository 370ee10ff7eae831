package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * FedBuff (Nguyen et al., "Federated learning with buffered asynchronous aggregation", AISTATS 2022): a step whenever so many
 * updates are in, stale ones discounted, and always as many clients that train.
 *
 * <p>Settings: {@code concurrency} (a number, {@code round}, the default: as many as a round asks, or {@code tiers}: as many
 * in every tier), {@code buffer} (10), {@code weights} ({@code clients}: each update
 * counts alike, the default, or {@code examples}), those of {@link Staleness#from} and of {@link Retiering}. The learning rate of
 * the server is the server optimiser's.
 */
public record FedBuffPolicy() implements SchedulingPolicy {
    @Override
    public String name() {
        return "fedbuff";
    }

    @Override
    public String summary() {
        return "asynchronous: a step whenever some updates are in, by any clients";
    }

    @Override
    public Set<String> settings() {
        Set<String> all = new TreeSet<>(Retiering.settingsAnd("concurrency", "buffer", "weights"));
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
                        Optional.of(settings.integer("buffer", 10)),
                        Staleness.from(settings, 1),
                        Asynchrony.countsClients(settings, true),
                        false,
                        Pace.UNTIL_THE_DEADLINE,
                        1));
    }
}
