package io.tifl.experiments.attack;

import io.tifl.aggregation.Ranges;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * Inner-product manipulation (IPM; Xie et al., "Fall of Empires: Breaking Byzantine-Tolerant SGD by Inner Product Manipulation",
 * UAI 2019): all attackers send the mean of the honest updates times minus epsilon.
 *
 * <p>Settings: {@code epsilon} (0.5).
 */
public final class InnerProduct implements Attack {
    private final double epsilon;

    /** With the settings in parentheses. */
    public InnerProduct() {
        this(0.5);
    }

    private InnerProduct(double epsilon) {
        this.epsilon = Ranges.positive("epsilon", epsilon);
    }

    @Override
    public String name() {
        return "ipm";
    }

    @Override
    public InnerProduct configured(Settings settings) {
        settings.requireOnly(Set.of("epsilon"));
        return new InnerProduct(settings.real("epsilon", epsilon));
    }

    @Override
    public Parameters forged(Scene scene) {
        double[] mean = Vectors.mean(scene.crowd());
        return Vectors.of(scene.own().layout(), i -> -epsilon * mean[i]);
    }
}
