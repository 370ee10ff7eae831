package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tiers whose clients train all the time, the fast ones more often, each tier's in turns.
 *
 * <p>So many clients train at once; whenever one answers another starts, with the model as it is, and the model moves by each
 * round's worth of updates, stale ones discounted. Whose place it is: a tier, drawn by its size over a power of its mean latency,
 * and in it whoever has waited longest. As long as all tiers fare alike that power is {@code speed}, and fast tiers carry the model;
 * when the others are worse off it falls, down to {@code least-speed}, and they are heard more. Nobody waits for a slow client, and
 * one that takes {@code patience} times as long as the slowest of its tier is given up.
 *
 * <p>Settings: {@code speed} (2), {@code least-speed} (0), {@code pace-step} (10), {@code tolerance} (0.1), {@code most-correction} (1),
 * {@code concurrency} ({@code tiers}: as many as a round asks in every tier; or {@code round}, or a number), {@code buffer} (as many as
 * a round wants), {@code weights} ({@code examples} or {@code clients}), {@code patience} (4), {@code mean-of} (10), those of
 * {@link Staleness#from} and of {@link Retiering}, which is on. {@code docs/scheduler.md} says why.
 */
public record FlowPolicy() implements SchedulingPolicy {
    @Override
    public String name() {
        return "flow";
    }

    @Override
    public String summary() {
        return "asynchronous: fast tiers more often while all fare alike, clients in turns";
    }

    @Override
    public Set<String> settings() {
        Set<String> all =
                new TreeSet<>(Retiering.settingsAnd("concurrency", "buffer", "weights", "patience", "mean-of"));
        all.addAll(FlowSettings.NAMES);
        all.addAll(Staleness.SETTINGS);
        return all;
    }

    @Override
    public PolicyRecipe recipe(Settings settings) {
        settings.requireOnly(settings());
        FlowSettings flow = FlowSettings.from(settings);
        Settings following = settings.has("retiering") ? settings : settings.with("retiering", "on");
        return new PolicyRecipe(
                new FlowSelection(flow),
                Retiering.from(following, Retiering.eager()).around(new FlowTiering(flow)),
                new Pace.Buffered(
                        Concurrency.from(settings, new Concurrency.OfEachTier()),
                        Asynchrony.whole(settings, "buffer"),
                        Staleness.from(settings, 1),
                        Asynchrony.countsClients(settings, false),
                        false,
                        settings.real("patience", 4),
                        settings.integer("mean-of", 10)));
    }
}
