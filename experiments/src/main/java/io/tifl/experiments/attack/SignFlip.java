package io.tifl.experiments.attack;

import io.tifl.aggregation.Ranges;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * Sends the opposite of its update, enlarged (Li et al., "RSA: Byzantine-Robust Stochastic Aggregation Methods", AAAI 2019).
 *
 * <p>Settings: {@code scale} (4).
 */
public final class SignFlip implements Attack {
    private final double scale;

    /** With the settings in parentheses. */
    public SignFlip() {
        this(4);
    }

    private SignFlip(double scale) {
        this.scale = Ranges.positive("scale", scale);
    }

    @Override
    public String name() {
        return "sign-flip";
    }

    @Override
    public SignFlip configured(Settings settings) {
        settings.requireOnly(Set.of("scale"));
        return new SignFlip(settings.real("scale", scale));
    }

    @Override
    public Parameters forged(Scene scene) {
        return Vectors.of(scene.own().layout(), i -> -scale * scene.own().get(i));
    }
}
