package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tiers whose clients train all the time, the fast ones more often, each tier's in turns.
 *
 * <p>So many clients train at once; whenever one answers another starts, with the model as it is, and the model moves by each
 * round's worth of updates, stale ones discounted. Whose place it is: a tier, drawn by its size over a power of its mean latency,
 * and in it whoever has waited longest. While losses fall that power is {@code speed}, and fast tiers carry the model; when
 * they stop to, it falls in steps to {@code least-speed}, and slow tiers are heard more. Nobody waits for a slow client, and one that
 * takes several times as long as its tier does is given up.
 *
 * <p>Settings: {@code speed} (2), {@code least-speed} (1), {@code pace-step} (20), {@code gain} (0.02), {@code most-correction} (1),
 * {@code concurrency}, {@code buffer} (both as many as a round asks), those of {@link Staleness#from} and of {@link Retiering},
 * which is on. {@code docs/scheduler.md} says why.
 */
public record FlowPolicy() implements SchedulingPolicy {
    @Override
    public String name() {
        return "flow";
    }

    @Override
    public String summary() {
        return "asynchronous: fast tiers more often, each tier's clients in turns";
    }

    @Override
    public Set<String> settings() {
        Set<String> all = new TreeSet<>(Retiering.settingsAnd("concurrency", "buffer", "weights", "patience"));
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
                Retiering.from(following).around(new FlowTiering(flow)),
                new Pace.Buffered(
                        Asynchrony.whole(settings, "concurrency"),
                        Asynchrony.whole(settings, "buffer"),
                        Staleness.from(settings, 1),
                        Asynchrony.countsClients(settings, false),
                        false,
                        settings.real("patience", 4)));
    }
}
