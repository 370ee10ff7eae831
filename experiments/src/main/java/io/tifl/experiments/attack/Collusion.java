package io.tifl.experiments.attack;

import io.tifl.aggregation.Ranges;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * All attackers send one update: the opposite of what they would have come to together, enlarged. Rules that trust what many
 * agree on fall for it, and those that look for sybils do not (Fung et al., RAID 2020).
 *
 * <p>Settings: {@code scale} (1).
 */
public final class Collusion implements Attack {
    private final double scale;

    /** With the settings in parentheses. */
    public Collusion() {
        this(1);
    }

    private Collusion(double scale) {
        this.scale = Ranges.positive("scale", scale);
    }

    @Override
    public String name() {
        return "collusion";
    }

    @Override
    public Collusion configured(Settings settings) {
        settings.requireOnly(Set.of("scale"));
        return new Collusion(settings.real("scale", scale));
    }

    @Override
    public Parameters forged(Scene scene) {
        double[] mean = Vectors.mean(scene.attackers());
        return Vectors.of(scene.own().layout(), i -> -scale * mean[i]);
    }
}
