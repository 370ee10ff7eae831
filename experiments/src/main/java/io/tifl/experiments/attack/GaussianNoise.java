package io.tifl.experiments.attack;

import io.tifl.aggregation.Ranges;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Sends noise in place of its update (Blanchard et al., NeurIPS 2017).
 *
 * <p>Settings: {@code scale} (10), its deviation in root mean squares of the update.
 */
public final class GaussianNoise implements Attack {
    private final double scale;

    /** With the settings in parentheses. */
    public GaussianNoise() {
        this(10);
    }

    private GaussianNoise(double scale) {
        this.scale = Ranges.positive("scale", scale);
    }

    @Override
    public String name() {
        return "gaussian";
    }

    @Override
    public GaussianNoise configured(Settings settings) {
        settings.requireOnly(Set.of("scale"));
        return new GaussianNoise(settings.real("scale", scale));
    }

    @Override
    public Parameters forged(Scene scene) {
        RandomGenerator chance = scene.seed().generator();
        double deviation = scale * Vectors.size(scene.own());
        return Vectors.of(scene.own().layout(), _ -> deviation * chance.nextGaussian());
    }
}
