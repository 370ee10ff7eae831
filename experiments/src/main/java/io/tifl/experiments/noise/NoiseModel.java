package io.tifl.experiments.noise;

import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.plugin.Named;
import java.util.List;

/** A way in which a device changes the weights it is given. Stateless and thread-safe. */
public interface NoiseModel extends Named {
    /**
     * This model with settings of its own.
     *
     * @throws IllegalArgumentException if one is unknown or out of its range
     */
    NoiseModel configured(Settings settings);

    /** What a level means, for axes: {@code η, share of the layer's deviation}. */
    String unit();

    /**
     * Refuses a level that means nothing.
     *
     * @throws IllegalArgumentException naming the range
     */
    void check(double level);

    /** Changes a tensor in place: the same tensor, level and chance give the same bits. */
    void disturb(Tensor tensor, double level, Chance chance);

    /** All there are, by name. */
    static Catalog<NoiseModel> catalog() {
        return Catalog.of(
                "noise model",
                List.of(
                        new GaussianNoise(),
                        new ProportionalNoise(),
                        new UniformQuantisation(),
                        new StuckAt(),
                        new PhaseChangeMemory()));
    }
}
