package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * TiFL's adaptive tiers with a window: a round ends after the time that its tier takes, or less, and what comes later is not lost
 * but counts, discounted, in the round in which it comes.
 *
 * <p>Settings: {@code window} (1: as long as the tier's slowest client took when last seen), those of {@link Staleness#from} and of
 * {@link AdaptivePolicy}.
 */
public record SemiAsyncPolicy() implements SchedulingPolicy {
    @Override
    public String name() {
        return "semi-async";
    }

    @Override
    public String summary() {
        return "adaptive tiers whose rounds end after a window; what is late counts later";
    }

    @Override
    public Set<String> settings() {
        Set<String> all = new AdaptivePolicy().settings();
        all.addAll(Staleness.SETTINGS);
        all.add("window");
        return all;
    }

    @Override
    public PolicyRecipe recipe(Settings settings) {
        settings.requireOnly(settings());
        PolicyRecipe adaptive = new AdaptivePolicy().recipe(settings.only(new AdaptivePolicy().settings()));
        return new PolicyRecipe(
                adaptive.selection(),
                adaptive.tiering(),
                new Pace.Windowed(settings.real("window", 1), Staleness.from(settings, 1)));
    }
}
