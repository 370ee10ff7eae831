package io.tifl.experiments.noise;

import io.tifl.protocol.Settings;
import java.util.Set;

/** {@code proportional}: each weight is off by a share of itself, {@code w * (1 + level * g)}. It has no settings. */
public final class ProportionalNoise implements NoiseModel {
    @Override
    public String name() {
        return "proportional";
    }

    @Override
    public ProportionalNoise configured(Settings settings) {
        settings.requireOnly(Set.of());
        return this;
    }

    @Override
    public String unit() {
        return "η, share of each weight";
    }

    @Override
    public void check(double level) {
        if (!(level >= 0) || Double.isInfinite(level)) {
            throw new IllegalArgumentException(
                    "a level of proportional noise must be 0 or more and finite, got " + level);
        }
    }

    @Override
    public void disturb(Tensor tensor, double level, NoiseStream chance) {
        float[] values = tensor.values();
        for (int i = tensor.from(); i < tensor.to(); i++) {
            values[i] = (float) (values[i] * (1 + level * chance.gaussian(i - tensor.from())));
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
