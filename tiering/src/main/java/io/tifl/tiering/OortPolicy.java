package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * Oort (Lai et al., OSDI 2021): clients whose examples the model gets most wrong, unless they are slow, and some new ones.
 *
 * <p>A client's utility is {@code |B| sqrt(mean of squared losses)} over the |B| examples it trained on. Settings:
 * {@code parameters} ({@code oort}, those of the published code, the default; {@code fedscale} or {@code paper}), and over these
 * {@code exploration}, {@code exploration-decay}, {@code exploration-least}, {@code preferred-percentile}, {@code penalty},
 * {@code pace-step}, {@code pace-delta}, {@code clip}, {@code cut-off}, {@code window}, {@code most-examples}, {@code bar-after},
 * {@code most-barred}, and those of {@link Retiering}. {@code docs/schedulers.md} says where this differs from the sources.
 */
public record OortPolicy() implements SchedulingPolicy {
    @Override
    public String name() {
        return "oort";
    }

    @Override
    public String summary() {
        return "clients of high training loss that are fast enough, and new ones";
    }

    @Override
    public Set<String> settings() {
        return Retiering.settingsAnd(OortSettings.NAMES.toArray(String[]::new));
    }

    @Override
    public PolicyRecipe recipe(Settings settings) {
        settings.requireOnly(settings());
        OortSettings oort = OortSettings.from(settings);
        return new PolicyRecipe(
                new OortSelection(oort), Retiering.from(settings).around(new OortTiering(oort)));
    }
}
