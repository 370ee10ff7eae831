package io.tifl.experiments.noise;

import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * {@code proportional}: each weight is off by a share of itself, {@code w * (1 + level * g)}.
 *
 * <p>Settings: {@code clip} (false), whether a weight stays within the layer's largest magnitude; {@code per} ({@code chip} or {@code
 * reading}), as of {@link GaussianNoise}.
 */
public final class ProportionalNoise implements NoiseModel {
    private final boolean clips;
    private final Occasion occasion;

    public ProportionalNoise() {
        this(false, Occasion.CHIP);
    }

    private ProportionalNoise(boolean clips, Occasion occasion) {
        this.clips = clips;
        this.occasion = occasion;
    }

    @Override
    public String name() {
        return "proportional";
    }

    @Override
    public ProportionalNoise configured(Settings settings) {
        settings.requireOnly(Set.of("clip", "per"));
        return new ProportionalNoise(settings.flag("clip", false), Occasion.of(settings));
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
    public void disturb(Tensor tensor, double level, Chance chance) {
        if (level == 0) {
            return;
        }
        double most = clips ? tensor.own().largest() : Double.POSITIVE_INFINITY;
        NoiseStream stream = occasion.from(chance);
        float[] values = tensor.values();
        for (int i = tensor.from(); i < tensor.to(); i++) {
            double noisy = values[i] * (1 + level * stream.gaussian(i - tensor.from()));
            values[i] = (float) Math.clamp(noisy, -most, most);
        }
    }

    @Override
    public String toString() {
        return name() + (clips ? ", clipped" : "") + occasion.suffix();
    }
}
